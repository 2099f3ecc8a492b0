import { ARCHIVE_YEARS } from "../constructs/monitoring/archive-days";
import { parseRange } from "../constructs/network/address-range";
import type { Check, Say } from "./check";
import { isPublic } from "./public-addresses";
import { NODE_POOLS } from "./quota";
import { regionFacts } from "./regions";
import type { Environment, Place, Shared } from "./schema";

/** Addresses that Azure keeps of each subnet, one for the inner load balancer, and what an upgrade needs for a while. */
const RESERVED = 5 + 1 + 8;

function copies({ region }: Pick<Place, "region">, path: string, replication: string, say: Say): void {
  const { zones, pair } = regionFacts(region);
  if (replication.includes("G") && pair === undefined)
    say(path, "LRS or ZRS", `"${replication}"`, `${region} has no pair that a copy could go to.`);
  if (replication.includes("Z") && !zones) say(path, "LRS, GRS or RAGRS", `"${replication}"`, `${region} has no availability zones.`);
}

/** Azure knows a caller from outside by its address on the internet: a rule for another one admits nobody, and storage refuses it. */
function admitted(addresses: readonly string[], path: string, say: Say): void {
  addresses.forEach((address, i) => {
    if (!isPublic(address))
      say(
        `${path}/${i}`,
        "an address on the internet",
        `"${address}"`,
        "Name the address that the caller has on the internet; from within, use a private endpoint.",
      );
  });
}

/** What must hold of an environment and of the shared part alike. */
export const PLACE_CHECKS: readonly Check<Place>[] = [
  {
    reads: ["region", "pairedRegion"],
    hold: ({ region, pairedRegion }, say) => {
      const { pair } = regionFacts(region);
      if (pair !== undefined && pair !== pairedRegion)
        say("pairedRegion", pair, `"${pairedRegion}"`, `It is what Azure pairs with ${region}.`);
    },
  },
  {
    reads: ["region", "zoneRedundant"],
    hold: ({ region, zoneRedundant }, say) => {
      if (zoneRedundant && !regionFacts(region).zones) say("zoneRedundant", "false", "true", `${region} has no availability zones.`);
    },
  },
  { reads: ["state/admits"], hold: ({ state }, say) => admitted(state?.admits ?? [], "state/admits", say) },
  {
    reads: ["waivers"],
    hold: ({ waivers }, say, { today, rules }) =>
      waivers.forEach(({ rule, expires }, i) => {
        if (expires < today)
          say(`waivers/${i}/expires`, `${today} or later`, `"${expires}"`, "The waiver has ended: mend what it excused, or renew it.");
        if (rules !== undefined && !rules.includes(rule))
          say(`waivers/${i}/rule`, `one of ${rules.join(", ")}`, `"${rule}"`, "`npx mlops policies` lists the rules.");
      }),
  },
];

/** What must hold of an environment. */
export const ENVIRONMENT_CHECKS: readonly Check<Environment>[] = [
  {
    reads: ["name"],
    hold: ({ name }, say) => {
      if (name === "devops") say("name", "another name", `"${name}"`, "The stack of Azure DevOps is called so; rename the file, too.");
    },
  },
  { reads: ["region", "replication"], hold: (env, say) => copies(env, "replication", env.replication, say) },
  {
    reads: ["cluster"],
    hold: ({ cluster }, say) => {
      if (cluster.maxNodes < cluster.minNodes)
        say("cluster/maxNodes", `at least minNodes, ${cluster.minNodes}`, String(cluster.maxNodes), "Raise it, or lower minNodes.");
    },
  },
  {
    reads: ["cluster", "network/addresses/nodes"],
    hold: ({ cluster, network }, say) => {
      const range = parseRange(network.addresses.nodes);
      const room = range && Math.floor((2 ** (32 - range.prefix) - RESERVED) / NODE_POOLS);
      if (room !== undefined && cluster.maxNodes > room)
        say("cluster/maxNodes", `at most ${room}`, String(cluster.maxNodes), "The nodes' range has no more addresses.");
    },
  },
  {
    reads: ["cluster/hours"],
    hold: ({ cluster: { hours } }, say) => {
      if (hours && hours.stop <= hours.start)
        say("cluster/hours/stop", `a time after start, ${hours.start}`, `"${hours.stop}"`, "It starts and stops on the same day, in UTC.");
    },
  },
  {
    reads: ["stream"],
    hold: ({ stream }, say) => {
      if (stream.maxCapacity < stream.capacity)
        say("stream/maxCapacity", `at least capacity, ${stream.capacity}`, String(stream.maxCapacity), "Raise it, or lower capacity.");
    },
  },
  {
    reads: ["retention"],
    hold: ({ retention: { archiveDays, logsDays } }, say) => {
      if (archiveDays < logsDays)
        say("retention/archiveDays", `at least logsDays, ${logsDays}`, String(archiveDays), "Raise it, or lower logsDays.");
      if (archiveDays > 730 && !ARCHIVE_YEARS.includes(archiveDays))
        say("retention/archiveDays", `at most 730, or one of ${ARCHIVE_YEARS.join(", ")}`, String(archiveDays), "Azure counts years.");
    },
  },
  {
    reads: ["network/mode", "network/authorizedRanges"],
    hold: ({ network }, say) => {
      if (network.mode === "private")
        say(
          "network/authorizedRanges",
          "none in private mode",
          "some",
          "The API server is reached from within the network only; remove them.",
        );
    },
  },
  {
    reads: ["network/authorizedRanges"],
    hold: ({ network }, say) => admitted(network.authorizedRanges ?? [], "network/authorizedRanges", say),
  },
  {
    reads: ["budget"],
    hold: ({ budget }, say) => {
      if (Math.max(...budget.thresholds) < 100)
        say("budget/thresholds", "one of at least 100", budget.thresholds.join(", "), "Else nobody is told that the budget is spent.");
    },
  },
  {
    reads: ["models"],
    hold: ({ models }, say, known) =>
      models.forEach((model, i) => {
        const there = known.models.join(", ") || "the models, of which there are none";
        if (!known.models.includes(model)) say(`models/${i}`, `one of ${there}`, `"${model}"`, "Name a folder of model-code/models.");
      }),
  },
];

/** What must hold of the shared part. */
export const SHARED_CHECKS: readonly Check<Shared>[] = [
  { reads: ["region", "packages"], hold: (shared, say) => copies(shared, "packages/replication", shared.packages.replication, say) },
  {
    reads: ["network/mode", "registry/sku"],
    hold: ({ network, registry }, say) => {
      if (network.mode === "private" && registry.sku !== "Premium")
        say("registry/sku", "Premium", `"${registry.sku}"`, "A registry has private endpoints in that tier only.");
    },
  },
  {
    reads: ["zoneRedundant", "registry/sku"],
    hold: ({ zoneRedundant, registry }, say) => {
      if (zoneRedundant && registry.sku !== "Premium")
        say("registry/sku", "Premium", `"${registry.sku}"`, "A registry stands in several zones in that tier only.");
    },
  },
  {
    reads: ["devops/hours"],
    hold: ({ devops }, say) => {
      const hours = devops?.hours;
      if (hours && hours.end <= hours.start)
        say("devops/hours/end", `a time after start, ${hours.start}`, `"${hours.end}"`, "They begin and end on the same day.");
    },
  },
];
