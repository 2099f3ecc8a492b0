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
];

const SIZES =
  /(^|\.)(vm_size|vmSize|size|sku(_name)?(\.0\.name|\.name)?|sku_tier|tier|account_replication_type|access_tier|vm_priority|priority)$/;
const AMOUNTS =
  /(^|\.)(node_count|min_count|max_count|(min|max)_node_count|capacity|maximum_throughput_units|max_capacity|instances|zone_count|workers|disk_size_gb|os_disk_size_gb|max_size_gb|retention_in_days|total_retention_in_days|daily_quota_gb|replicas|shard_count|message_retention)$/;
const SWITCHES = /(^|\.)(zone_redundant|zone_redundancy_enabled|zone_balancing_enabled|auto_inflate_enabled|geo_redundant_backup_enabled)$/;

/** Below 0: cheaper, above: dearer; undefined: nobody knows. */
function compare(path: string, before: unknown, after: unknown): number | undefined {
  if (AMOUNTS.test(path)) return Number(after ?? 0) - Number(before ?? 0);
  if (SWITCHES.test(path)) return Number(after === true) - Number(before === true);
  const [a, b] = [String(before).toLowerCase(), String(after).toLowerCase()];
  const order = ORDERS.find((o) => o.includes(a) && o.includes(b));
  if (order !== undefined) return order.indexOf(b) - order.indexOf(a);
  // Standard_D4s_v5 has 4 vCPUs
  const [cpus, cpusAfter] = [a, b].map((size) => Number(/^standard_[a-z]+(\d+)/.exec(size)?.[1] ?? Number.NaN));
  const difference = cpusAfter! - cpus!;
  return Number.isNaN(difference) ? undefined : difference;
}

function priced({ path, before, after, unknown, secret }: Difference): readonly Omit<Told, "change">[] {
  if (secret || before === undefined || !(SIZES.test(path) || AMOUNTS.test(path) || SWITCHES.test(path))) return [];
  const from = `\`${path}\` goes from ${JSON.stringify(before)} to`;
  if (unknown) return [{ what: `may cost more: ${from} what is not known yet`, level: "medium" }];
  const to = JSON.stringify(after ?? null);
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
    return change.action === "update" || change.action === "replace" ? change.differences.flatMap(priced) : [];
  }),
};
