/** A range of IPv4 addresses. */
export interface AddressRange {
  /** First address, as a number. */
  readonly first: number;
  /** Last address, as a number. */
  readonly last: number;
  /** Bits that all addresses have in common. */
  readonly prefix: number;
}

const text = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");

/**
 * Reads `10.20.0.0/16`.
 * @returns undefined if it is no range, or begins within one (`10.20.0.1/16`)
 */
export function parseRange(cidr: string): AddressRange | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if ([a, b, c, d].some((part) => part > 255) || prefix > 32) return undefined;
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - prefix);
  return first % size === 0 ? { first, last: first + size - 1, prefix } : undefined;
}

export const contains = (outer: AddressRange, inner: AddressRange): boolean => outer.first <= inner.first && inner.last <= outer.last;

export const overlap = (a: AddressRange, b: AddressRange): boolean => a.first <= b.last && b.first <= a.last;

/**
 * The n-th address of a range: `hostOf("10.2.0.0/16", 10)` is `10.2.0.10`.
 * @throws RangeError if the range is none or has no such address
 */
export function hostOf(cidr: string, n: number): string {
  const range = parseRange(cidr);
  if (range === undefined || n < 0 || range.first + n > range.last) throw new RangeError(`${cidr} has no address ${n}`);
  return text(range.first + n);
}
