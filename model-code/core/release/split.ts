import type { ReleaseManifest } from "./manifest";

const { imul } = Math;

/**
 * FNV-1a over UTF-16 code units, from a state on: `fnv(fnv(BASIS, a), b)` is the hash of both texts.
 * @see Fowler, Noll, Vo, Eastlake: The FNV Non-Cryptographic Hash Algorithm (RFC 9923)
 */
function fnv(state: number, text: string): number {
  let h = state;
  for (let i = 0; i < text.length; i++) h = imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}
const BASIS = 0x811c9dc5;

/**
 * Spreads a hash over all 32 bits: FNV's high bits say little of a text's last letters.
 * @see Appleby, MurmurHash3 (2011), fmix32
 */
function spread(hash: number): number {
  let h = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Who answers which caller by this manifest; to be made once per manifest, and asked for each request.
 *
 * A caller has a place in [0, 1) that the model, the candidate and the key alone determine, and goes to the canary if it lies below the
 * weight. So it stays where it is while the weight stays, moves at most once as the weight grows, and another candidate meets others first.
 */
export function splitFor({ model, candidate }: ReleaseManifest): (key: string) => "stable" | "canary" {
  if (candidate?.mode !== "canary") return () => "stable";
  const salt = fnv(BASIS, `${model}/${candidate.digest}/`);
  const below = candidate.weight * 2 ** 32;
  return (key) => (spread(fnv(salt, key)) < below ? "canary" : "stable");
}

/** Who answers a caller; see `splitFor`. */
export const armFor = (manifest: ReleaseManifest, key: string): "stable" | "canary" => splitFor(manifest)(key);
