const { imul } = Math;

/**
 * FNV-1a over UTF-16 code units, from a state on: `fnv(fnv(BASIS, a), b)` is the hash of both texts.
 * @see Fowler, Noll, Vo, Eastlake: The FNV Non-Cryptographic Hash Algorithm (RFC 9923)
 */
export function fnv(state: number, text: string): number {
  let h = state;
  for (let i = 0; i < text.length; i++) h = imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}
export const BASIS = 0x811c9dc5;

/**
 * Spreads a hash over all 32 bits: FNV's high bits say little of a text's last letters.
 * @see Appleby, MurmurHash3 (2011), fmix32
 */
export function spread(hash: number): number {
  let h = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** How many places there are. */
export const PLACES = 2 ** 32;

/** A text's place in [0, PLACES), which it alone determines; texts lie there evenly. */
export const textPlace = (text: string): number => spread(fnv(BASIS, text));
