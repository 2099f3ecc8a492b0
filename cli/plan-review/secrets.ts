import type { ChangeJson, PlanJson } from "./plan-schema";

/** Letters of a secret by which a copy within a longer text is looked for; shorter ones would be found by accident. */
const PART = 6;

/** What tells copies of secret values. */
export interface Secrets {
  /** Whether a text or number is a secret, or a text has one in it. */
  isIn(value: unknown): boolean;
}

/**
 * Every secret value that a plan marks as such, so that its copies are kept secret too where nothing marks them: Terraform does not
 * mark what a provider has computed from a secret (`output` of `terraform_data`, a connection string).
 */
export function secretsOf(plan: PlanJson): Secrets {
  const values = new Set<string>();
  for (const { change } of [...(plan.resource_changes ?? []), ...(plan.resource_drift ?? [])]) addChange(change, values);
  for (const change of Object.values(plan.output_changes ?? {})) addChange(change, values);
  for (const [name, { sensitive }] of Object.entries(plan.configuration?.root_module?.variables ?? {}))
    if (sensitive === true) add(plan.variables?.[name]?.value, true, values);
  const byPart = new Map<string, string[]>();
  for (const value of values) {
    if (value.length < PART) continue;
    const part = value.slice(0, PART);
    byPart.set(part, [...(byPart.get(part) ?? []), value]);
  }
  return {
    isIn(value) {
      if (typeof value !== "string" && typeof value !== "number") return false;
      const text = String(value);
      if (values.has(text)) return true;
      if (byPart.size === 0) return false;
      for (let i = 0; i + PART <= text.length; i++)
        if (byPart.get(text.slice(i, i + PART))?.some((v) => text.startsWith(v, i))) return true;
      return false;
    },
  };
}

function addChange(change: ChangeJson, to: Set<string>): void {
  add(change.before, change.before_sensitive, to);
  add(change.after, change.after_sensitive, to);
}

/** Adds all texts and numbers that marks cover; yes and no, and small numbers, are no secret by themselves. */
function add(value: unknown, marks: unknown, to: Set<string>): void {
  if (marks === undefined || marks === false || value === null || value === undefined) return;
  if (typeof value === "object") {
    for (const [key, item] of Object.entries(value)) add(item, marks === true ? true : (marks as Record<string, unknown>)[key], to);
    return;
  }
  if (marks !== true) return;
  if ((typeof value === "string" && value !== "") || (typeof value === "number" && Math.abs(value) >= 1000)) to.add(String(value));
}
