import type { Json, PolicyPlace, PolicyRule } from "../../../constructs/policy/rule";
import type { Change } from "../changes";
import { elementOf } from "./rule";

/** The strictest place: what a policy forbids in some place only counts in each. */
const STRICT: PolicyPlace = { name: "", network: { mode: "private" }, protectData: true, waivers: [] };

/**
 * What breaks a policy after a change and did not before, in the policy's words. What is not known before the apply counts as broken,
 * as it may be.
 */
export function newlyBroken(policy: PolicyRule, change: Change): readonly string[] {
  if (change.action === "delete" || change.action === "forget" || change.action === "no-op") return [];
  const context = { place: STRICT, stack: change.stack.replace(/^[a-z0-9]+-/, ""), elements: [] };
  const judge = (attributes: Json, when: "before" | "after") =>
    Object.keys(attributes).length === 0 ? [] : policy.check(elementOf(change, when), context);
  const before = new Set(judge(change.before, "before"));
  return judge(change.after, "after").filter((what) => !before.has(what));
}
