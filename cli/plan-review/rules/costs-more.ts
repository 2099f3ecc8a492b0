import type { Change } from "../changes";
import type { Difference } from "../differences";
import { each, isOf, type RiskRule, type Told } from "./rule";

/** What is paid for by the hour, used or not. */
const BY_THE_HOUR =
  /^azurerm_(application_gateway|bastion_host|container_registry|dashboard_grafana|eventhub_namespace|firewall|kubernetes_cluster(_node_pool)?|linux_virtual_machine(_scale_set)?|mssql_database|nat_gateway|postgresql_flexible_server|private_endpoint|public_ip|redis_cache|search_service|service_plan|virtual_network_gateway|windows_virtual_machine)$/;

/** Orders of price, cheapest first; what is in none is only said to be another. */
const ORDERS: readonly (readonly string[])[] = [
  ["free", "basic", "standard", "premium"],
  ["lrs", "zrs", "grs", "ragrs", "gzrs", "ragzrs"],
  ["cool", "hot"],
  ["lowpriority", "dedicated"],
  ["spot", "regular"],
  ["month", "week", "day", "hour", "minute"],
];

const SIZES =
  /(^|\.)(vm_size|vmSize|size|sku(_name)?(\.0\.name|\.name)?|sku_tier|tier|account_replication_type|access_tier|vm_priority|vmPriority|priority)$/;
const AMOUNTS =
  /(^|\.)(node_count|min_count|max_count|(min|max)_node_count|capacity|maximum_throughput_units|max_capacity|desired_idle|instances|(min|max)NodeCount|maximumInstanceCount|instanceMemoryMB|partitionCount|zone_count|workers|disk_size_gb|os_disk_size_gb|max_size_gb|retention_in_days|total_retention_in_days|daily_quota_gb|(min_|max_)?replicas|shard_count|message_retention)$/;
/** How long something stands that nobody uses. */
const IDLE = /(^|\.)(nodeIdleTimeBeforeScaleDown|scale_down_nodes_after_idle_duration|time_to_live_minutes)$/;
/** How often a trigger starts what is paid by the run. */
const HOW_OFTEN = /(^|\.)frequency$/;
const TRIGGER = /^(azurerm_data_factory_trigger_|Microsoft\.DataFactory\/factories\/triggers$)/;
const SWITCHES = /(^|\.)(zone_redundant|zone_redundancy_enabled|zone_balancing_enabled|auto_inflate_enabled|geo_redundant_backup_enabled)$/;

/** Where 0 stands for nothing and -1, or nothing at all, for as much as there is. */
const QUOTA = /(^|\.)daily_quota_gb$/;

/** An amount; -1 is Azure's word for no limit. */
function amountOf(path: string, value: unknown): number {
  if (QUOTA.test(path) && (value === undefined || value === null)) return Number.POSITIVE_INFINITY;
  return Number(value) === -1 ? Number.POSITIVE_INFINITY : Number(value ?? 0);
}

const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
/** Seconds of `PT5M`, or a number as it is. */
function lengthOf(value: unknown): number {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = DURATION.exec(String(value)) ?? [
    undefined,
    undefined,
    undefined,
    undefined,
    value,
  ];
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}

const difference = (from: number, to: number): number => (from === to ? 0 : to - from);

/** Below 0: cheaper, above: dearer; undefined: nobody knows. */
function compare(path: string, before: unknown, after: unknown): number | undefined {
  if (AMOUNTS.test(path)) return difference(amountOf(path, before), amountOf(path, after));
  if (IDLE.test(path)) return difference(lengthOf(before), lengthOf(after));
  if (SWITCHES.test(path)) return Number(after === true) - Number(before === true);
  const [a, b] = [String(before).toLowerCase(), String(after).toLowerCase()];
  const order = ORDERS.find((o) => o.includes(a) && o.includes(b));
  if (order !== undefined) return order.indexOf(b) - order.indexOf(a);
  // Standard_D4s_v5 has 4 vCPUs
  const [cpus, cpusAfter] = [a, b].map((size) => Number(/^standard_[a-z]+(\d+)/.exec(size)?.[1] ?? Number.NaN));
  const more = cpusAfter! - cpus!;
  return Number.isNaN(more) ? undefined : more;
}

/** Whether a value has a price; the priority of a firewall's rule has none. */
const isPriced = ({ path, before }: Difference, { type }: Change): boolean =>
  [AMOUNTS, IDLE, SWITCHES].some((those) => those.test(path)) ||
  (SIZES.test(path) && typeof before === "string") ||
  (HOW_OFTEN.test(path) && TRIGGER.test(type));

function priced(change: Change, differs: Difference): readonly Omit<Told, "change">[] {
  const { path, before, after, unknown, secret } = differs;
  if (secret || before === undefined || !isPriced(differs, change)) return [];
  const from = `\`${path}\` goes from ${JSON.stringify(before)} to`;
  if (unknown) return [{ what: `may cost more: ${from} what is not known yet`, level: "medium" }];
  const isUnlimited = AMOUNTS.test(path) && amountOf(path, after) === Number.POSITIVE_INFINITY;
  const to = `${JSON.stringify(after ?? null)}${isUnlimited ? ", which is no limit" : ""}`;
  const more = compare(path, before, after);
  if (more === undefined) return [{ what: `costs otherwise: ${from} ${to}`, level: "medium" }];
  if (more === 0) return [];
  return [more > 0 ? { what: `costs more: ${from} ${to}`, level: "medium" } : { what: `costs less: ${from} ${to}`, level: "low" }];
}

export const costsMore: RiskRule = {
  id: "costs-more",
  title: "The cost changes",
  why: "It is paid from the apply on, whether it is used or not, and shows in the budget only days later.",
  check: each("medium", (change: Change) => {
    if (change.action === "create") return isOf(change, BY_THE_HOUR) ? ["costs by the hour from now on, used or not"] : [];
    if (change.action === "delete") return isOf(change, BY_THE_HOUR) ? [{ what: "no longer costs by the hour", level: "low" }] : [];
    return change.action === "update" || change.action === "replace" ? change.differences.flatMap((d) => priced(change, d)) : [];
  }),
};
