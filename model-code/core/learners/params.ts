import type { Problem } from "../problem";
import type { Learner, ParamRule, Params } from "./learner";

const KIND: Readonly<Record<ParamRule["type"], string>> = {
  number: "a number",
  integer: "an integer",
  string: "a text",
  boolean: "true or false",
};

function isOfKind(rule: ParamRule, value: unknown): boolean {
  switch (rule.type) {
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "integer":
      return Number.isSafeInteger(value);
    default:
      return typeof value === rule.type;
  }
}

function isInRange(rule: ParamRule, value: unknown): boolean {
  return typeof value !== "number" || (value >= (rule.min ?? -Infinity) && value <= (rule.max ?? Infinity));
}

function expected(rule: ParamRule): string {
  const bounds = [...(rule.min === undefined ? [] : [`at least ${rule.min}`]), ...(rule.max === undefined ? [] : [`at most ${rule.max}`])];
  return [KIND[rule.type], ...bounds].join(", ");
}

/**
 * Holds parameters against a learner's rules.
 * @returns every problem; none if the learner can be fitted with them
 */
export function checkParams(learner: Pick<Learner, "name" | "params">, params: Params): Problem[] {
  const problems: Problem[] = [];
  for (const name of Object.keys(params)) {
    if (Object.hasOwn(learner.params, name)) continue;
    problems.push({
      where: `params/${name}`,
      expected: `a parameter of ${learner.name}: ${Object.keys(learner.params).join(", ") || "it has none"}`,
      got: JSON.stringify(params[name]),
      remedy: "Remove it or correct its name.",
    });
  }
  for (const [name, rule] of Object.entries(learner.params)) {
    const value = Object.hasOwn(params, name) ? params[name] : rule.default;
    if (value !== undefined && isOfKind(rule, value) && isInRange(rule, value)) continue;
    problems.push({
      where: `params/${name}`,
      expected: expected(rule),
      got: value === undefined ? "nothing" : JSON.stringify(value),
      remedy: `${rule.description}${rule.default === undefined ? "" : ` Left out, it is ${JSON.stringify(rule.default)}.`}`,
    });
  }
  return problems;
}

/**
 * The parameters that a fit will use: the defaults of the learner's rules under the values given.
 * @param params checked by `checkParams`
 */
export function withDefaults(learner: Pick<Learner, "params">, params: Params): Params {
  const defaults: Record<string, number | string | boolean> = {};
  for (const [name, rule] of Object.entries(learner.params)) if (rule.default !== undefined) defaults[name] = rule.default;
  return { ...defaults, ...params };
}
