import { BadInput, type Problem } from "../../model-code/core/problem";
import type { ColumnAnswers, TableAnswers, Told } from "./answers";
import type { CsvFile } from "./csv-file";
import { featureName } from "./feature-name";
import { findIdentity, type Identity } from "./identity";
import { checkLabel } from "./label";
import { findTells } from "./leaks";
import { type ColumnFacts, FEW_VALUES, type TableFacts } from "./profile";

/** What the file says; what is said of the sample comes when it is cut. */
export type Inferred = Omit<TableAnswers, "sampleRows" | "sessions" | "evened">;

/** A list of values is part of the contract up to here; a column with more has none. */
const LISTED = 12;
/** A breakdown is by a category of no more values. */
const SLICED = 10;
const SLICES = 2;

const percent = (share: number) => `${(100 * share).toFixed(share < 0.001 ? 2 : 1)} %`;

/** Two significant figures, away from zero. */
function rounded(value: number, up: boolean): number {
  if (value === 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  return Number(((up ? Math.ceil(value / unit) : Math.floor(value / unit)) * unit).toPrecision(2));
}

/** Bounds that leave room: as wide again as what was seen on either side, but not across zero. */
function bounds({ min, max }: ColumnFacts): { readonly min: number; readonly max: number } {
  const [low, high] = [min!, max!];
  const width = high - low || Math.max(1, Math.abs(high));
  return { min: low >= 0 ? 0 : rounded(low - width, false), max: high <= 0 ? 0 : rounded(high + width, true) };
}

const missing = ({ missingShare }: ColumnFacts) =>
  missingShare === 0 ? "never missing" : `missing in ${percent(missingShare)} of the rows`;

function seenOf(facts: ColumnFacts): string {
  const span = facts.min === null ? "" : `, ${facts.min} to ${facts.max}`;
  const written = [
    ...(facts.markers.length > 0 ? [`${facts.markers.map((m) => `"${m}"`).join(", ")} for a missing number`] : []),
    ...(facts.hasComma ? ["a decimal comma"] : []),
  ];
  return `${facts.distinct} values${span}, ${missing(facts)}${written.length > 0 ? `; written with ${written.join(" and ")}` : ""}`;
}

/** Why a column can be no feature; undefined: it can. */
function unfit(facts: ColumnFacts): string | undefined {
  if (facts.distinct < 2) return "the same in all rows: no feature";
  if (facts.kind === "date" || facts.kind === "timestamp") return "a date: no feature as it is; give features.sql the days between two";
  if (facts.oddTimes.length > 0) return "a time in another form than YYYY-MM-DD: no feature";
  if (facts.kind === "text" && facts.min === null && facts.distinct > FEW_VALUES) return `more than ${FEW_VALUES} texts: no feature`;
  return undefined;
}

function contractColumn(facts: ColumnFacts, role: "feature" | "other", why: string | undefined, taken: Set<string>): ColumnAnswers {
  const isWritten = facts.kind === "text" && facts.min !== null;
  const type = facts.kind === "text" || facts.kind === "empty" ? "string" : facts.kind;
  const isCategory = type === "string" && !isWritten;
  return {
    name: facts.name,
    type,
    ...(facts.format !== null && { format: facts.format }),
    ...(facts.missingShare > 0 && { optional: true }),
    ...(type === "number" && role === "feature" && bounds(facts)),
    ...(isCategory && facts.values.length > 0 && facts.values.length <= LISTED && { values: facts.values }),
    ...(role === "feature" && { feature: { name: featureName(facts.name, taken), kind: isCategory ? "category" : "number" } }),
    ...(isWritten && { written: { markers: facts.markers, comma: facts.hasComma } }),
    seen: why === undefined ? seenOf(facts) : `${seenOf(facts)}; ${why}`,
  };
}

const PERSON = /customer|client|person|patient|applicant|borrower|employee|member|user|subject|citizen|student|tenant/;

/** The class of the data, and the column by whose value a person's rows are found. */
function privacyOf(identity: Identity, left: Inferred["left"]): Pick<Inferred, "sensitivity" | "subject"> {
  const own = identity.entity ?? (identity.key?.length === 1 ? identity.key[0]! : null);
  const isAboutPeople = left.some((l) => l.personal) || (own !== null && PERSON.test(own));
  if (!isAboutPeople) return { sensitivity: "internal", subject: null };
  return own === null ? { sensitivity: "confidential", subject: null } : { sensitivity: "personal", subject: own };
}

const sourceName = (file: string) => {
  const name = file
    .replace(/\.[^.]*$/, "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 40);
  return name === "" || featureName(name, new Set()) !== name ? "records" : name;
};

/** @throws BadInput for a file without rows */
export function checkFilled({ name }: CsvFile, { rows }: TableFacts): void {
  if (rows === 0)
    throw new BadInput(name, [{ where: name, expected: "rows below the header", got: "none", remedy: "Name a file with data." }]);
}

/**
 * Makes a contract, features and a label of what was found in a file.
 * @throws BadInput with what can't be inferred, and how to say it
 */
export async function inferTable(file: CsvFile, facts: TableFacts, told: Told): Promise<Inferred> {
  const label = await checkLabel(file, facts, told);
  const identity = await findIdentity(file, facts, told);
  const own = new Set([...(identity.key ?? []), identity.entity, identity.time, label.column].filter((name) => name !== null));
  const personal = facts.columns.filter((c) => c.personal !== null && !own.has(c.name));
  const tells = await findTells(
    file,
    facts.columns.filter((c) => !own.has(c.name) && c.personal === null && unfit(c) === undefined),
    facts.columns.find((c) => c.name === label.column)!,
    label,
  );
  const taken = new Set(["label", "row_id", "draw", ...own]);
  const columns: ColumnAnswers[] = [];
  const left: { name: string; why: string; personal?: true }[] = personal.map((c) => ({ name: c.name, why: c.personal!, personal: true }));
  for (const column of facts.columns) {
    if (personal.includes(column)) continue;
    const role = identity.roleOf(column.name) ?? (column.name === label.column ? "the label" : undefined);
    if (column.kind === "empty") left.push({ name: column.name, why: "missing in every row" });
    else if (role !== undefined) {
      const contract = contractColumn(column, "other", role, taken);
      // a row may come before its outcome is known
      columns.push(column.name === label.column ? { ...contract, optional: true } : contract);
    } else {
      const why = unfit(column) ?? tells.get(column.name);
      columns.push(contractColumn(column, why === undefined ? "feature" : "other", why, taken));
    }
  }
  const features = columns.filter((c) => c.feature !== undefined);
  if (features.length === 0) throw noFeature(file.name, columns, left);
  return {
    source: sourceName(file.name),
    file: file.name,
    rows: facts.rows,
    delimiter: file.delimiter,
    key: identity.key,
    entity: identity.entity,
    time: identity.time,
    columns,
    left,
    label,
    ...privacyOf(identity, left),
    slices: features
      .filter((c) => c.feature?.kind === "category" && (c.values?.length ?? SLICED + 1) <= SLICED)
      .map((c) => c.feature!.name)
      .slice(0, SLICES),
  };
}

function noFeature(file: string, columns: readonly ColumnAnswers[], left: Inferred["left"]): BadInput {
  const why = [...columns.map((c) => `${c.name}: ${c.seen}`), ...left.map((c) => `${c.name}: ${c.why}`)];
  const problem: Problem = {
    where: file,
    expected: "a column that a model can learn from: a number, or a text of a few values",
    got: `none (${why.join("; ")})`,
    remedy: "Add what is known of a row beforehand.",
  };
  return new BadInput(file, [problem]);
}
