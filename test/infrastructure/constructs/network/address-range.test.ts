import fc from "fast-check";
import { contains, hostOf, overlap, parseRange } from "../../../../constructs/network/address-range";

const range = (cidr: string) => parseRange(cidr)!;

test.each([
  ["10.0.0.0/16", 0x0a000000, 0x0a00ffff],
  ["0.0.0.0/0", 0, 0xffffffff],
  ["255.255.255.255/32", 0xffffffff, 0xffffffff],
  ["192.168.1.128/25", 0xc0a80180, 0xc0a801ff],
])("%s is read", (cidr, first, last) => {
  expect(range(cidr)).toMatchObject({ first, last });
});

test.each(["10.0.0.0", "10.0.0.0/33", "256.0.0.0/8", "10.0.0.1/24", "10.0.0/16", "ten", "", "10.0.0.0/16 "])("%j is no range", (cidr) => {
  expect(parseRange(cidr)).toBeUndefined();
});

test.each([
  ["10.0.0.0/16", "10.0.255.0/24", true, true],
  ["10.0.0.0/16", "10.1.0.0/24", false, false],
  ["10.0.255.0/24", "10.0.0.0/16", false, true],
  ["10.0.0.0/25", "10.0.0.128/25", false, false],
])("%s and %s: within %s, overlapping %s", (outer, inner, within, overlapping) => {
  expect([contains(range(outer), range(inner)), overlap(range(outer), range(inner))]).toEqual([within, overlapping]);
});

test("two ranges overlap only if one holds the other, either way round", () => {
  const cidr = fc.tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 0, max: 32 })).map(([address, prefix]) => {
    const size = 2 ** (32 - prefix);
    return `${hostOf("0.0.0.0/0", Math.floor(address / size) * size)}/${prefix}`;
  });
  fc.assert(
    fc.property(cidr, cidr, (a, b) => {
      const [x, y] = [range(a), range(b)];
      expect(overlap(x, y)).toBe(contains(x, y) || contains(y, x));
      expect(overlap(x, y)).toBe(overlap(y, x));
    }),
  );
});

test("an address is counted from the range's first", () => {
  expect([hostOf("10.0.0.0/16", 10), hostOf("10.2.255.0/24", 255)]).toEqual(["10.0.0.10", "10.2.255.255"]);
  expect(() => hostOf("10.0.0.0/30", 4)).toThrow("10.0.0.0/30 has no address 4");
});
