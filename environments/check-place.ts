import { parseRange } from "../constructs/network/address-range";
import type { Problem } from "../model-code/core/problem";
import { addressProblems } from "./check-addresses";
import { regionFacts } from "./regions";
import type { Environment, Place, Shared } from "./schema";

/** What the environments are held against. */
export interface Known {
  /** Models that there are. */
  readonly models: readonly string[];
  /** Today, `YYYY-MM-DD`: waivers that end before it are refused. */
  readonly today: string;
  /**
   * Policy rules that there are.
   * @default - not checked
   */
  readonly rules?: readonly string[];
}

/** Three to twelve years in days, as Log Analytics counts them. */
const ARCHIVE_YEARS: readonly number[] = [1095, 1460, 1826, 2191, 2556, 2922, 3288, 3653, 4018, 4383];

/** The cluster has a pool for the system and one for models, each of up to maxNodes. */
const NODE_POOLS = 2;
/** Addresses that Azure keeps of each subnet, one for the inner load balancer, and what an upgrade needs for a while. */
const RESERVED = 5 + 1 + 8;

function nodesRoom(cidr: string): number | undefined {
  const range = parseRange(cidr);
  return range && 2 ** (32 - range.prefix) - RESERVED;
}

type Say = (path: string, expected: string, got: string, remedy: string) => void;

const isEnvironment = (place: Environment | Shared): place is Environment => "models" in place;

function checkRegion({ region, pairedRegion, zoneRedundant }: Place, replications: Readonly<Record<string, string>>, say: Say): void {
  const { zones, pair } = regionFacts(region);
  if (pair !== undefined && pair !== pairedRegion) say("pairedRegion", pair, `"${pairedRegion}"`, `It is what Azure pairs with ${region}.`);
  if (zoneRedundant && !zones) say("zoneRedundant", "false", "true", `${region} has no availability zones.`);
  for (const [path, replication] of Object.entries(replications)) {
    if (replication.includes("G") && pair === undefined)
      say(path, "LRS or ZRS", `"${replication}"`, `${region} has no pair that a copy could go to.`);
    if (replication.includes("Z") && !zones) say(path, "LRS, GRS or RAGRS", `"${replication}"`, `${region} has no availability zones.`);
  }
}

function checkWaivers(place: Place, known: Known, say: Say): void {
  place.waivers.forEach(({ rule, expires }, i) => {
    if (expires < known.today)
      say(`waivers/${i}/expires`, `${known.today} or later`, `"${expires}"`, "The waiver has ended: mend what it excused, or renew it.");
    if (known.rules !== undefined && !known.rules.includes(rule))
      say(`waivers/${i}/rule`, `one of ${known.rules.join(", ")}`, `"${rule}"`, "`npx mlops policies` lists the rules.");
  });
}

function checkEnvironment(env: Environment, known: Known, say: Say): void {
  const { cluster, stream, retention, budget } = env;
  if (cluster.maxNodes < cluster.minNodes)
    say("cluster/maxNodes", `at least minNodes, ${cluster.minNodes}`, String(cluster.maxNodes), "Raise it, or lower minNodes.");
  const room = nodesRoom(env.network.addresses.nodes);
  if (room !== undefined && NODE_POOLS * cluster.maxNodes > room)
    say(
      "cluster/maxNodes",
      `at most ${Math.floor(room / NODE_POOLS)}`,
      String(cluster.maxNodes),
      "The nodes' range has no more addresses.",
    );
  if (stream.maxCapacity < stream.capacity)
    say("stream/maxCapacity", `at least capacity, ${stream.capacity}`, String(stream.maxCapacity), "Raise it, or lower capacity.");
  if (retention.archiveDays < retention.logsDays)
    say("retention/archiveDays", `at least logsDays, ${retention.logsDays}`, String(retention.archiveDays), "Raise it, or lower logsDays.");
  if (retention.archiveDays > 730 && !ARCHIVE_YEARS.includes(retention.archiveDays))
    say(
      "retention/archiveDays",
      `at most 730, or one of ${ARCHIVE_YEARS.join(", ")}`,
      String(retention.archiveDays),
      "Azure counts years.",
    );
  if (env.network.mode === "private" && env.network.authorizedRanges !== undefined)
    say("network/authorizedRanges", "none in private mode", "some", "The API server is reached from within the network only; remove them.");
  if (Math.max(...budget.thresholds) < 100)
    say("budget/thresholds", "one of at least 100", budget.thresholds.join(", "), "Else nobody is told that the budget is spent.");
  env.models.forEach((model, i) => {
    if (!known.models.includes(model))
      say(
        `models/${i}`,
        `one of ${known.models.join(", ") || "the models, of which there are none"}`,
        `"${model}"`,
        "Name a folder of model-code/models.",
      );
  });
}

/** What the schema cannot say of one file. */
export function placeProblems(place: Environment | Shared, file: string, known: Known): readonly Problem[] {
  const problems: Problem[] = [];
  const say: Say = (path, expected, got, remedy) => problems.push({ where: `environments/${file} ${path}`, expected, got, remedy });
  if (`${place.name}.yaml` !== file)
    say("name", `the file's name, "${file.replace(/\.yaml$/, "")}"`, `"${place.name}"`, "Rename one of them.");
  checkWaivers(place, known, say);
  if (isEnvironment(place)) {
    checkRegion(place, { replication: place.replication }, say);
    checkEnvironment(place, known, say);
  } else {
    checkRegion(place, { "packages/replication": place.packages.replication }, say);
    if (place.network.mode === "private" && place.registry.sku !== "Premium")
      say("registry/sku", "Premium", `"${place.registry.sku}"`, "A registry has private endpoints in that tier only.");
    if (place.zoneRedundant && place.registry.sku !== "Premium")
      say("registry/sku", "Premium", `"${place.registry.sku}"`, "A registry stands in several zones in that tier only.");
  }
  return [...problems, ...addressProblems(place.network.addresses, file)];
}
