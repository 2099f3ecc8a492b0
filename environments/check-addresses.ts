import { type AddressRange, contains, overlap, parseRange } from "../constructs/network/address-range";
import { SHARED_SUBNETS, SUBNETS, type SubnetRule } from "../constructs/network/subnets";
import type { Problem } from "../model-code/core/problem";

type Plan = Readonly<Record<string, string>>;

/** Ranges of Kubernetes' own, which no router outside of the cluster knows: prefixes of the smallest and of the largest. */
const OVERLAYS: Readonly<Record<string, { readonly longest: number; readonly shortest: number }>> = {
  pods: { longest: 20, shortest: 0 },
  services: { longest: 24, shortest: 13 },
};

/**
 * Ranges that neither a cluster's pods and services nor its network may meet.
 * @see https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning
 */
const KEPT_BY_AKS = ["169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"]
  .map(parseRange)
  .filter((range) => range !== undefined);

const RULES: Readonly<Record<string, SubnetRule>> = { ...SUBNETS, ...SHARED_SUBNETS };

/** What a schema cannot say of an address plan: every range is one, is large enough, lies where it must, and meets no other. */
export function addressProblems(plan: Plan, file: string): readonly Problem[] {
  const problems: Problem[] = [];
  const say = (key: string, expected: string, got: string, remedy: string) =>
    problems.push({ where: `environments/${file} network/addresses/${key}`, expected, got, remedy });

  const ranges = new Map<string, AddressRange>();
  for (const [key, cidr] of Object.entries(plan)) {
    const range = parseRange(cidr);
    if (range === undefined) say(key, "a range that begins at its first address", `"${cidr}"`, "Write 10.10.0.0/16, say.");
    else ranges.set(key, range);
  }

  const space = ranges.get("space");
  const parts = [...ranges].filter(([key]) => key !== "space");
  for (const [key, range] of ranges)
    if ((key === "space" ? ranges.has("pods") : key in OVERLAYS) && KEPT_BY_AKS.some((kept) => overlap(kept, range)))
      say(key, "no addresses that AKS keeps for itself", `"${plan[key]}"`, "These are 169.254/16, 172.30/16, 172.31/16 and 192.0.2/24.");
  for (const [key, range] of parts) {
    const { shortest = 0 } = OVERLAYS[key] ?? {};
    if (range.prefix < shortest) say(key, `a range smaller than /${shortest - 1}`, `/${range.prefix}`, "AKS takes no larger one.");
    const longest = OVERLAYS[key]?.longest ?? RULES[key]?.maxPrefix;
    if (longest !== undefined && range.prefix > longest)
      say(key, `at least /${longest}`, `/${range.prefix}`, `It must hold ${RULES[key]?.purpose ?? `Kubernetes' ${key}`}.`);
    if (space === undefined) continue;
    if (key in OVERLAYS) {
      if (overlap(space, range)) say(key, `a range outside of the network's, ${plan.space}`, `"${plan[key]}"`, "Choose another range.");
    } else if (!contains(space, range)) say(key, `a range within the network's, ${plan.space}`, `"${plan[key]}"`, "Choose another range.");
  }
  parts.forEach(([key, range], i) => {
    for (const [other, taken] of parts.slice(0, i))
      if (overlap(range, taken))
        say(key, "addresses of its own", `"${plan[key]}", which overlaps ${other}, ${plan[other]}`, "Move one of them.");
  });
  return problems;
}
