import type { ReferenceProfile } from "../monitor/reference-profile";
import type { PackageDocument } from "../package/layout";
import type { Problem } from "../problem";

interface NumberField {
  readonly name: string;
  /** Seen in training; infinite where nobody said. */
  readonly min: number;
  readonly max: number;
  readonly mayBeMissing: boolean;
  readonly isWhole: boolean;
}

interface CategoryField {
  readonly name: string;
  /** Seen in training; null where nobody said. */
  readonly levels: ReadonlySet<string> | null;
  readonly mayBeMissing: boolean;
}

/**
 * What a row must look like for a package to score it. A missing value is `null`, and is taken only where training had some, or where
 * the package says nothing of its training: a model that never saw one would guess. A number out of the range that training saw, and a
 * category that it did not, are scored and flagged.
 */
export interface ServingContract {
  readonly model: string;
  readonly numbers: readonly NumberField[];
  readonly categories: readonly CategoryField[];
  /** Every feature, numbers first: the order of `{"input": [...]}`. */
  readonly names: readonly string[];
  /** What else a caller may send; nobody reads it. */
  readonly unused: ReadonlySet<string>;
}

/** What a caller gives of a row. */
export type GivenFeatures = Readonly<Record<string, number | string | null>>;

/** A row that fits the contract. */
export interface CheckedRow {
  /** In the contract's order; NaN is a missing value. */
  readonly numbers: readonly number[];
  /** In the contract's order; "" is a missing value. */
  readonly categories: readonly string[];
  /** By name, as given, without what nobody reads. */
  readonly given: GivenFeatures;
  /** Features outside of what training saw. */
  readonly outOfRange: readonly string[];
}

/** @param profile undefined for a package of somebody else's that brings none */
export function contractOf(document: PackageDocument, profile: ReferenceProfile | undefined): ServingContract {
  const { numbers, categories } = document.features;
  const whole = new Set((document.graph?.inputs ?? []).filter((i) => i.type === "int64").flatMap((i) => i.features));
  return {
    model: document.model,
    numbers: numbers.map((name) => {
      const seen = profile?.numbers.find((n) => n.name === name);
      const isWhole = whole.has(name);
      return {
        name,
        min: seen?.min ?? Number.NEGATIVE_INFINITY,
        max: seen?.max ?? Number.POSITIVE_INFINITY,
        mayBeMissing: !isWhole && (seen === undefined || seen.missingShare > 0),
        isWhole,
      };
    }),
    categories: categories.map((name) => {
      const seen = profile?.categories.find((c) => c.name === name);
      return {
        name,
        levels: seen === undefined ? null : new Set(Object.keys(seen.shares)),
        mayBeMissing: seen === undefined || seen.missingShare > 0,
      };
    }),
    names: [...numbers, ...categories],
    unused: new Set(document.unused),
  };
}

const NOTHING: readonly string[] = [];
/** Characters of a text: it is logged with every row, and Log Analytics takes no row larger than 1 MB. */
const LONGEST_TEXT = 256;

/** A value as a problem shows it: short, and never a whole document. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "something else");
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}

const expectedNumber = ({ isWhole, mayBeMissing }: NumberField): string =>
  `a ${isWhole ? "whole" : "finite"} number${mayBeMissing ? ", or null where it is missing" : ""}`;

function numberProblem(field: NumberField, value: unknown, where: string): Problem {
  const got = value === null ? "null, and training had no missing value here" : shown(value);
  const remedy = value === undefined ? `Add ${field.name}.` : "Correct the value.";
  return { where: `${where}/${field.name}`, expected: expectedNumber(field), got, remedy };
}

function categoryProblem(field: CategoryField, value: unknown, where: string): Problem {
  const isLong = typeof value === "string" && value.length > LONGEST_TEXT;
  const got = value === null ? "null, and training had no missing value here" : isLong ? `${value.length} characters` : shown(value);
  const remedy = value === undefined ? `Add ${field.name}.` : "Correct the value.";
  return {
    where: `${where}/${field.name}`,
    expected: `a text${isLong ? ` of at most ${LONGEST_TEXT} characters` : ""}${field.mayBeMissing ? ", or null where it is missing" : ""}`,
    got,
    remedy,
  };
}

/**
 * Holds one row against the contract.
 * @param where the row is, in the problems
 * @param problems gets every problem of the row
 * @param known tells other features that are no mistake, such as those of another version beside this one
 * @returns undefined if there was a problem
 */
export function checkFeatures(
  contract: ServingContract,
  features: unknown,
  where: string,
  problems: Problem[],
  known?: (name: string) => boolean,
): CheckedRow | undefined {
  if (typeof features !== "object" || features === null || Array.isArray(features)) {
    problems.push({ where, expected: "an object with a value for each feature", got: shown(features), remedy: "Name the features." });
    return undefined;
  }
  const given = features as Record<string, unknown>;
  const before = problems.length;
  const numbers = new Array<number>(contract.numbers.length);
  const categories = new Array<string>(contract.categories.length);
  let outOfRange = NOTHING;
  for (let i = 0; i < numbers.length; i++) {
    const field = contract.numbers[i]!;
    const value = given[field.name];
    if (typeof value === "number" && Number.isFinite(value) && !(field.isWhole && !Number.isSafeInteger(value))) {
      numbers[i] = value;
      if (value < field.min || value > field.max) outOfRange = [...outOfRange, field.name];
    } else if (value === null && field.mayBeMissing) numbers[i] = Number.NaN;
    else problems.push(numberProblem(field, value, where));
  }
  for (let i = 0; i < categories.length; i++) {
    const field = contract.categories[i]!;
    const value = given[field.name];
    if (typeof value === "string" && value !== "" && value.length <= LONGEST_TEXT) {
      categories[i] = value;
      if (field.levels !== null && !field.levels.has(value)) outOfRange = [...outOfRange, field.name];
    } else if (value === null && field.mayBeMissing) categories[i] = "";
    else problems.push(categoryProblem(field, value, where));
  }
  const keys = Object.keys(given);
  const isExact = keys.length === contract.names.length && problems.length === before;
  if (!isExact)
    for (const name of keys)
      if (!contract.names.includes(name) && !contract.unused.has(name) && known?.(name) !== true)
        problems.push({
          where: `${where}/${name.slice(0, 64)}`,
          expected: `a feature of ${contract.model}`,
          got: "an unknown name",
          remedy: `Remove it, or correct it; the features are ${contract.names.join(", ")}.`,
        });
  if (problems.length > before) return undefined;
  const own = isExact ? given : Object.fromEntries(contract.names.map((name) => [name, given[name]]));
  return { numbers, categories, given: own as GivenFeatures, outOfRange };
}

/**
 * Names the values of a list in the contract's order: numbers first, then categories.
 * @returns undefined if there was a problem
 */
export function namedFeatures(
  contract: ServingContract,
  input: unknown,
  where: string,
  problems: Problem[],
): Readonly<Record<string, unknown>> | undefined {
  const { names } = contract;
  if (Array.isArray(input) && input.length === names.length) return Object.fromEntries(names.map((name, i) => [name, input[i]]));
  problems.push({
    where,
    expected: `a list of ${names.length} values: ${names.join(", ")}`,
    got: Array.isArray(input) ? `${input.length} values` : shown(input),
    remedy: "Give them all, in this order, or by name as `features`.",
  });
  return undefined;
}
