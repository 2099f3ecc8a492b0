import { BASIS, fnv, PLACES, spread } from "../text-place";
import type { ReleaseManifest } from "./manifest";

/**
 * Who answers which caller by this manifest; to be made once per manifest, and asked for each request.
 *
 * A caller has a place in [0, 1) that the model, the candidate and the key alone determine, and goes to the canary if it lies below the
 * weight. So it stays where it is while the weight stays, moves at most once as the weight grows, and another candidate meets others first.
 */
export function splitFor({ model, candidate }: ReleaseManifest): (key: string) => "stable" | "canary" {
  if (candidate?.mode !== "canary") return () => "stable";
  const salt = fnv(BASIS, `${model}/${candidate.digest}/`);
  const below = candidate.weight * PLACES;
  return (key) => (spread(fnv(salt, key)) < below ? "canary" : "stable");
}

/** Who answers a caller; see `splitFor`. */
export const armFor = (manifest: ReleaseManifest, key: string): "stable" | "canary" => splitFor(manifest)(key);
