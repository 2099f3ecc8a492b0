import type { PackageDocument } from "../package/layout";
import type { Problem } from "../problem";
import { type CheckedRow, checkFeatures, namedFeatures, type ServingContract, shown } from "./contract";
import { dayProblem } from "./event-day";
import type { RowKey } from "./prediction-record";

/** A row as a caller asks for it: features by name or as a list, whom the traffic is split by, and what the row is about. */
export interface AskedRow {
  readonly features: unknown;
  readonly input: unknown;
  readonly key: string | null;
  readonly about: RowKey | null;
  readonly subject: string | null;
  /** The features as the caller wrote them; see `writtenFeatures`. */
  readonly written?: () => string | undefined;
}

const KEYS = new Set(["features", "input", "key", "about"]);
const LONGEST = 200;

export const isShortText = (value: unknown): value is string => typeof value === "string" && value.length > 0 && value.length <= LONGEST;
const within = (where: string, key: string) => (where === "" ? key : `${where}/${key}`);
/** What `isShortText` wants, in words. */
export const SHORT_TEXT = `a text of 1 to ${LONGEST} characters`;

/**
 * The row's key and its subject; null for what the caller did not say.
 * @param now no row is about a day far after it
 */
export function parseAbout(
  about: unknown,
  { rowKey, time, subject }: Pick<PackageDocument, "rowKey" | "time" | "subject">,
  now: Date,
  where: string,
  problems: Problem[],
): Pick<AskedRow, "about" | "subject"> {
  if (about === undefined || about === null) return { about: null, subject: null };
  const known = subject === null || rowKey.includes(subject) ? rowKey : [...rowKey, subject];
  const remedy = known.length === 0 ? "Leave it out: this model's rows have no key." : `Give ${known.join(", ")}.`;
  if (typeof about !== "object" || Array.isArray(about)) {
    problems.push({ where, expected: "an object of texts", got: shown(about), remedy });
    return { about: null, subject: null };
  }
  const given = about as Record<string, unknown>;
  const before = problems.length;
  for (const name of Object.keys(given))
    if (!known.includes(name))
      problems.push({ where: `${where}/${name.slice(0, 64)}`, expected: "a part of the row's key", got: "an unknown name", remedy });
  for (const name of known)
    if (!isShortText(given[name]) && !(name === subject && !rowKey.includes(name) && given[name] === undefined))
      problems.push({ where: `${where}/${name}`, expected: SHORT_TEXT, got: shown(given[name]), remedy });
  const odd = time !== null && isShortText(given[time]) ? dayProblem(given[time], now, `${where}/${time}`) : undefined;
  if (odd !== undefined) problems.push(odd);
  if (problems.length > before) return { about: null, subject: null };
  const text = given as Record<string, string>;
  return {
    about: rowKey.length === 0 ? null : Object.fromEntries(rowKey.map((name) => [name, text[name]!])),
    subject: subject === null ? null : (text[subject] ?? null),
  };
}

/**
 * Reads what a caller asks for a row, but for its features: which contract they must fit depends on the version that the key leads to.
 * @param now no row is about a day far after it
 * @param where "" for a request of one row
 * @param problems gets every problem; what is then given back is there to find those of the features, too
 * @returns undefined if it is nothing that could have features
 */
export function parseAsked(
  value: unknown,
  document: Pick<PackageDocument, "rowKey" | "time" | "subject">,
  now: Date,
  where: string,
  problems: Problem[],
): AskedRow | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const expected = 'an object such as {"features": {...}}';
    problems.push({ where: where === "" ? "the body" : where, expected, got: shown(value), remedy: "Send an object." });
    return undefined;
  }
  const { features, input, key, about } = value as Record<string, unknown>;
  for (const name of Object.keys(value))
    if (!KEYS.has(name))
      problems.push({
        where: within(where, name.slice(0, 64)),
        expected: "features or input, key, about",
        got: "an unknown name",
        remedy: "Remove it, or correct it.",
      });
  if ((features === undefined) === (input === undefined))
    problems.push({
      where: where === "" ? "the body" : where,
      expected: "either features or input",
      got: features === undefined ? "neither" : "both",
      remedy: "Give the features by name, or as a list in the order of the contract.",
    });
  if (key !== undefined && key !== null && !isShortText(key))
    problems.push({ where: within(where, "key"), expected: SHORT_TEXT, got: shown(key), remedy: "Correct it, or leave it out." });
  return { features, input, key: isShortText(key) ? key : null, ...parseAbout(about, document, now, within(where, "about"), problems) };
}

/** Holds a row's features against a contract, whichever way they were given; see `checkFeatures`. Without any, `parseAsked` has told so. */
export function checkAsked(
  asked: AskedRow,
  contract: ServingContract,
  where: string,
  problems: Problem[],
  known?: (name: string) => boolean,
): CheckedRow | undefined {
  if (asked.features === undefined && asked.input === undefined) return undefined;
  if (asked.features !== undefined) return checkFeatures(contract, asked.features, within(where, "features"), problems, known);
  const named = namedFeatures(contract, asked.input, within(where, "input"), problems);
  return named && checkFeatures(contract, named, within(where, "input"), problems);
}
