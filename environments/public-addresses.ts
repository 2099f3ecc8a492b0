import { overlap, parseRange } from "../constructs/network/address-range";

/**
 * Ranges from which nothing arrives by the internet: networks of one's own, providers' inner ones, a machine's own, links, groups.
 * @see https://www.rfc-editor.org/rfc/rfc6890
 */
const NOT_ON_THE_INTERNET = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "224.0.0.0/3",
]
  .map(parseRange)
  .filter((range) => range !== undefined);

/** Whether an address, or each of a range's, can be one that Azure sees a caller by. What is none at all is not judged. */
export function isPublic(addresses: string): boolean {
  const range = parseRange(addresses.includes("/") ? addresses : `${addresses}/32`);
  return range === undefined || !NOT_ON_THE_INTERNET.some((closed) => overlap(closed, range));
}
