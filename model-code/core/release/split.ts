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

/** Groups that callers fall into evenly. Few, so that a group tells of nobody where there are many callers; enough to count callers by. */
export const GROUPS = 1024;

/** The group of what stands for a caller that nobody told of. */
export const groupOf = (text: string): number => spread(fnv(BASIS, text)) % GROUPS;

/**
 * Which group a caller is in while a canary is there, so that its rows can be told from others' without its key; another candidate has
 * other groups. It says nothing of who answers: that are the place's high bits, this is its low ones.
 */
export function groupsFor({ model, candidate }: ReleaseManifest): (key: string) => number | undefined {
  if (candidate?.mode !== "canary") return () => undefined;
  const salt = fnv(BASIS, `${model}/${candidate.digest}/`);
  return (key) => spread(fnv(salt, key)) % GROUPS;
}

/** Who answers a caller; see `splitFor`. */
export const armFor = (manifest: ReleaseManifest, key: string): "stable" | "canary" => splitFor(manifest)(key);
