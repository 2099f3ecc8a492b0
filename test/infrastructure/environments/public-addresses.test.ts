import { readFileSync } from "node:fs";
import { stringify } from "yaml";
import { isPublic } from "../../../environments/public-addresses";
import { readPlaces } from "../../../environments/read";
import { BadInput } from "../../../model-code/core/problem";
import { environment } from "../../support/platform";

test.each([
  ["9.255.255.255", true],
  ["10.0.0.0", false],
  ["10.255.255.255", false],
  ["11.0.0.0", true],
  ["100.63.255.255", true],
  ["100.64.0.1", false],
  ["127.0.0.1", false],
  ["169.254.169.254", false],
  ["172.15.255.255", true],
  ["172.16.0.0", false],
  ["172.31.255.255", false],
  ["172.32.0.0", true],
  ["192.168.1.10", false],
  ["203.0.113.7", true],
  ["224.0.0.1", false],
  ["20.50.0.0/16", true],
  ["172.0.0.0/8", false],
  ["0.0.0.0/0", false],
  // AKS's word for "nobody but the cluster's own nodes"
  ["0.0.0.0/32", true],
])("%s is on the internet: %s", (addresses, is) => {
  expect(isPublic(addresses)).toBe(is);
});

test("addresses that Azure never sees a caller by are refused where callers are named, and each is told", () => {
  const state = { account: "stmlops", container: "tfstate", admits: ["203.0.113.7", "10.0.0.4", "192.168.1.10"] };
  const network = { ...environment().network, authorizedRanges: ["20.50.0.0/16", "10.10.0.0/16"] };
  const files = [
    { file: "shared.yaml", text: readFileSync("environments/shared.yaml", "utf8") },
    { file: "dev.yaml", text: stringify({ ...environment(), state, network }) },
  ];
  let told: readonly string[] = [];
  try {
    readPlaces(files, { models: ["market-direction", "market-volatility"], today: "2026-11-21", variables: {} });
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    told = error.problems.map((p) => `${p.where}: ${p.expected} ← ${p.got}`);
  }
  expect(told).toEqual([
    'environments/dev.yaml state/admits/1: an address on the internet ← "10.0.0.4"',
    'environments/dev.yaml state/admits/2: an address on the internet ← "192.168.1.10"',
    'environments/dev.yaml network/authorizedRanges/1: an address on the internet ← "10.10.0.0/16"',
  ]);
});
