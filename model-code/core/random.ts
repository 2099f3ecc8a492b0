/** A source of randomness that a seed determines. Never `Math.random`: every run can be repeated to the byte. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, below). */
  integer(below: number): number;
  /** Standard normal. */
  normal(): number;
  /** A source of its own, determined by this one's seed and the name; drawing from it does not advance this one. */
  fork(name: string): Random;
}

/**
 * xoshiro128** seeded by splitmix32.
 * @param seed any string or number; equal seeds give equal sequences on every machine
 * @see Blackman and Vigna, Scrambled Linear Pseudorandom Number Generators (2021)
 */
export function seededRandom(seed: string | number): Random {
  const text = String(seed);
  let h = 2166136261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  const seedWord = (): number => {
    h = (h + 0x9e3779b9) | 0;
    let t = h ^ (h >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return t ^ (t >>> 15);
  };
  // four numbers rather than an array, whose bounds would be checked at every access
  let [a, b, c, d] = [seedWord(), seedWord(), seedWord(), seedWord()];
  /** 32 bits, signed. */
  const word = (): number => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const next = () => ((word() >>> 0) * 2097152 + (word() >>> 11)) / 9007199254740992;
  return {
    next,
    integer: (below) => Math.floor(next() * below),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    fork: (name) => seededRandom(`${text}/${name}`),
  };
}
