import { findKeys, valuesAt } from "../../../constructs/policy/setting";
import type { Change } from "../changes";
import { UNKNOWN } from "../differences";

/** Days below which a new rule is likely to delete what somebody still looks for. */
const SOON_DAYS = 30;
const DELETES = /^delete_after_days_since_/;

type Json = Change["after"];
interface Ageing {
  /** Whose data goes: a filter, or all. */
  readonly of: string;
  /** The fewest of its rules; 0 where that is not known. */
  readonly days: number;
}

/** Whether a name, a prefix and so on are what they were, as text. */
const textOf = (value: unknown): string => (value === undefined || value === null ? "" : JSON.stringify(value));

/** What each rule that is switched on deletes, by its name, the kind of blob and the field that says so. */
function ageing(attributes: Json): ReadonlyMap<string, Ageing> {
  const found = new Map<string, Ageing>();
  if (attributes.rule === UNKNOWN) found.set("unknown", { of: "what nobody knows yet", days: 0 });
  for (const rule of valuesAt(attributes, ["rule"]) as readonly Json[]) {
    if (rule.enabled === false || typeof rule !== "object") continue;
    const prefixes = valuesAt(rule, ["filters", "prefix_match"]).flat();
    const tags = valuesAt(rule, ["filters", "match_blob_index_tag"]).flat();
    const of = `${prefixes.length === 0 ? "everything" : prefixes.join(", ")}${tags.length === 0 ? "" : ` with the tags ${textOf(tags)}`}`;
    for (const kind of ["base_blob", "snapshot", "version"])
      for (const [field, value] of findKeys(valuesAt(rule, ["actions", kind]), DELETES)) {
        const days = value === UNKNOWN ? 0 : value;
        if (typeof days === "number" && days >= 0) found.set(`${rule.name} ${kind} ${field}`, { of, days });
      }
  }
  return found;
}

/** What a policy of an account deletes sooner than before, or deletes now, and whether it may be missed at once. */
export function deletesSooner(change: Change): readonly { readonly what: string; readonly isSoon: boolean }[] {
  if (change.terraformType !== "azurerm_storage_management_policy" || change.action === "delete") return [];
  // what is made in the same plan holds nothing yet
  if (change.action === "create" && change.after.storage_account_id === UNKNOWN) return [];
  const before = ageing(change.before);
  return [...ageing(change.after)].flatMap(([key, { of, days }]) => {
    const was = before.get(key);
    const kind = / (snapshot|version) /.exec(key)?.[1];
    const what = `deletes ${kind === undefined ? "" : `each ${kind} of `}${of} after ${days} days`;
    if (was === undefined) return [{ what: `${what}, which it kept`, isSoon: days < SOON_DAYS }];
    if (days < was.days) return [{ what: `${what}, no longer after ${was.days}`, isSoon: true }];
    return was.of === of ? [] : [{ what: `${what}, no longer ${was.of}`, isSoon: true }];
  });
}
