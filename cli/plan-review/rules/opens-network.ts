import { publicBlobAccess } from "../../../constructs/policy/rules/public-blob-access";
import { publicNetwork } from "../../../constructs/policy/rules/public-network";
import { findKeys, valuesAt } from "../../../constructs/policy/setting";
import type { Change } from "../changes";
import { DEVOPS_OPENINGS } from "../dangers/devops-settings";
import { isWall } from "../dangers/guards";
import { OPENINGS } from "../dangers/openings";
import { partsThatDiffer, told } from "../dangers/setting";
import { UNKNOWN } from "../differences";
import { placeOf } from "../surroundings";
import { newlyBroken } from "./newly-broken";
import { each, isMadeOrChanged, isOf, type RiskRule, type Told } from "./rule";

/** Lists of who is let in; a list that grows lets in more. */
const LET_IN =
  /^(ip_rules?|ipRules|ip_restriction|ipSecurityRestrictions|virtual_network_rule|ip_range_filter|authorized_ip_ranges|authorizedIPRanges|allowed_ips|virtual_network_subnet_ids|virtualNetworkRules)$/;
/** What a firewall does with all others. */
const OTHERS = /^(default_action|defaultAction)$/;
/** Sources that mean anybody. */
const ANYBODY = /^(\*|internet|any|azurecloud(\..+)?|::\/0|\d+(\.\d+){3}\/[0-7])$/;
/** Lists that let in everybody when they are empty. */
const ONLY_THOSE = /^(authorized_?ip_?ranges|ip_?security_?restrictions|ip_restriction)$/i;
const SETTINGS = [...OPENINGS, ...DEVOPS_OPENINGS];
/** What lets somebody in by being there. */
const DOORS = /^azurerm_(.+_(firewall_rule|virtual_network_rule)|virtual_network_peering)$/;

const itemsOf = (attributes: Change["after"], key: RegExp): ReadonlySet<string> =>
  new Set(
    findKeys(attributes, key).flatMap(([, value]) => valuesAt(value, []).map((v) => (typeof v === "string" ? v : JSON.stringify(v)))),
  );

function letIn(change: Change): readonly string[] {
  const before = itemsOf(change.before, LET_IN);
  const more = [...itemsOf(change.after, LET_IN)].filter((item) => !before.has(item));
  const emptied = itemsOf(change.before, ONLY_THOSE).size > 0 && itemsOf(change.after, ONLY_THOSE).size === 0;
  return [
    ...(more.length === 0 ? [] : [`lets in ${more.join(", ")}`]),
    ...(emptied ? ["lets in every address, as the list of those is emptied"] : []),
  ];
}

function defaults(change: Change): readonly string[] {
  const isOpen = (attributes: Change["after"]) => findKeys(attributes, OTHERS).some(([, v]) => v === UNKNOWN || /^allow$/i.test(String(v)));
  return isOpen(change.after) && !isOpen(change.before) ? ["lets in all whom no rule of its firewall keeps out"] : [];
}

/** Rules of a security group that let anybody in. */
function inbound(attributes: Change["after"]): readonly string[] {
  const rules = [attributes, ...valuesAt(attributes.security_rule, [])] as readonly Change["after"][];
  return rules
    .filter((rule) => /^inbound$/i.test(String(rule.direction)) && /^allow$/i.test(String(rule.access)))
    .flatMap((rule) => {
      const sources = [rule.source_address_prefix, ...valuesAt(rule.source_address_prefixes, [])].map((s) => String(s).toLowerCase());
      const ports = [rule.destination_port_range, ...valuesAt(rule.destination_port_ranges, [])].filter(
        (p) => p !== null && p !== undefined,
      );
      return sources.some((s) => ANYBODY.test(s)) ? [`lets anybody in on port ${ports.join(", ")}`] : [];
    });
}

/** What a network policy of the cluster lets through after a change nobody can tell from its parts. */
const policed = (change: Change): readonly string[] =>
  /^kubernetes_network_policy(_v1)?$/.test(change.terraformType) && partsThatDiffer(change).some(({ path }) => path.startsWith("spec"))
    ? ["lets other traffic through, as its rules change"]
    : [];

/** Ways out of a managed network to what is no private endpoint. */
const isWayOut = ({ type, after }: Change): boolean =>
  type === "Microsoft.MachineLearningServices/workspaces/outboundRules" &&
  !valuesAt(after, ["body", "properties", "type"]).includes("PrivateEndpoint");

function standing(change: Change): readonly (string | Omit<Told, "change">)[] {
  // ways out have one too
  if (change.action === "create" && isOf(change, /^azurerm_public_ip$/))
    return [{ what: "is an address on the internet that was not there", level: "medium" }];
  if (change.action === "create" && isOf(change, DOORS)) return ["is a way in that was not there"];
  if (change.action === "create" && isWayOut(change)) return [{ what: "is a way out that was not there", level: "medium" }];
  if (change.action === "delete" && isWall(change)) return ["is gone, and what it kept out can come in"];
  const isBalancer = (attributes: Change["after"]) => valuesAt(attributes, ["spec", "type"]).includes("LoadBalancer");
  const opens = /^kubernetes_service(_v1)?$/.test(change.terraformType) && isBalancer(change.after) && !isBalancer(change.before);
  return opens ? ["gets an address outside of the cluster"] : [];
}

export const opensNetwork: RiskRule = {
  id: "opens-network",
  title: "A network is opened",
  why: "What can be reached from elsewhere is found by scanners within hours, and only its sign-in stands before it then.",
  check: each("high", (change, surroundings) => {
    const place = placeOf(surroundings, change.stack);
    // what is made in a public environment is as open as its file says
    const decided = change.action === "create" && place?.isPrivate === false;
    const broken = decided ? [] : newlyBroken(publicNetwork, change).map((what) => `opens to the internet: ${what}`);
    const blobs = newlyBroken(publicBlobAccess, change).map((what) => `lets anybody read blobs: ${what}`);
    const before = new Set(inbound(change.before));
    const rules = isMadeOrChanged(change) ? [...inbound(change.after).filter((w) => !before.has(w)), ...defaults(change)] : [];
    const lists = change.action === "update" || (change.action === "replace" && !decided) ? letIn(change) : [];
    return [...broken, ...blobs, ...rules, ...lists, ...standing(change), ...told(SETTINGS, change, "high"), ...policed(change)];
  }),
};
