import type { Problem } from "../../../core/problem";
import type { ServingContract } from "../../../core/serving/contract";

/** The name of the input of a feature; other inputs have no prefix. */
export const inputOf = (feature: string): string => `feature ${feature}`;
export const MODEL_INPUT = "model";
export const KEY_INPUT = "key";

/** What a form sent, by the name of the input; of an input that came twice, the first. */
export function givenBy(body: unknown): ReadonlyMap<string, string> {
  const entries = typeof body === "object" && body !== null ? Object.entries(body as Record<string, string | readonly string[]>) : [];
  return new Map(entries.map(([name, value]) => [name, String(typeof value === "string" ? value : (value[0] ?? ""))]));
}

/** A text that is a number as that number; any other text as it is: the contract says what is wrong with it. */
function numberOf(text: string): number | string {
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}

/** What is asked by the inputs of a form, as `/predict` takes it: an input that was left empty is a missing value. */
export function askedBy(given: ReadonlyMap<string, string>, { numbers, categories }: ServingContract) {
  const textOf = (feature: string) => given.get(inputOf(feature))?.trim() ?? "";
  const key = given.get(KEY_INPUT)?.trim() ?? "";
  return {
    features: Object.fromEntries([
      ...numbers.map(({ name }) => [name, textOf(name) === "" ? null : numberOf(textOf(name))]),
      ...categories.map(({ name }) => [name, textOf(name) === "" ? null : textOf(name)]),
    ]),
    ...(key !== "" && { key }),
  };
}

/** The problem of an input, if it has one. */
export const problemOf = (problems: readonly Problem[], input: string): Problem | undefined =>
  problems.find((p) => p.where === input || inputOf(p.where.replace(/^features\//, "")) === input);
