import { identifier } from "../../model-code/adapters/duckdb/sql-text";
import { numbersOf } from "../../model-code/core/data/table";
import { BadInput, type Problem } from "../../model-code/core/problem";
import type { TableAnswers, Told } from "./answers";
import type { CsvFile } from "./csv-file";
import type { ColumnFacts, TableFacts } from "./profile";

/** By what a table's rows are told apart and put in order. */
export interface Identity extends Pick<TableAnswers, "key" | "entity" | "time"> {
  /** What a column is for; undefined: nothing of the above. */
  roleOf(column: string): string | undefined;
}

/** What is said in place of a column where rows have no time. */
export const NO_TIME = "none";

const IS_ID = /(^|_)(id|ids|key|uuid|guid|nr|no|number|num|code|ref|reference|index)$|^(id|key|row|rank)/;
const NAME = /^[a-z][a-z0-9_]{0,62}$/;

/** An id of fewer values is a code of something, such as a branch: drawn by it, rows could not be split. */
const FEWEST_ENTITIES = 20;

const isTime = (c: ColumnFacts) => c.kind === "date" || c.kind === "timestamp";
/** A text or a whole number that is there in every row, by whose name one would look a row up. */
const isId = (c: ColumnFacts) =>
  IS_ID.test(c.name) &&
  NAME.test(c.name) &&
  c.missingShare === 0 &&
  (c.kind === "text" || (c.kind === "number" && c.isWhole)) &&
  c.distinct > 1;

/** Columns of which one may say when. */
export const timesOf = ({ columns }: TableFacts): readonly string[] =>
  columns.filter((c) => isTime(c) && c.personal === null).map((c) => c.name);

/** Those of them that every row has. */
export const usableTimes = ({ columns }: TableFacts): readonly string[] =>
  columns.filter((c) => isTime(c) && c.missingShare === 0 && NAME.test(c.name) && c.personal === null).map((c) => c.name);

/** Why the column that is said to say when can't; or, if none is said, why none can. */
export function timeProblem(file: CsvFile, facts: TableFacts, told: string | undefined): Problem | undefined {
  const times = timesOf(facts);
  const remedy = `Write days as YYYY-MM-DD and times with a zone, or say --time ${NO_TIME} to have rows split by lot.`;
  const odd = facts.columns.filter((c) => c.oddTimes.length > 0);
  if (told !== undefined) {
    const column = facts.columns.find((c) => c.name === told);
    const expected = `one of ${[...times, NO_TIME].join(", ")}`;
    if (column === undefined) return { where: "--time", expected, got: `"${told}"`, remedy: "Name a column of the file." };
    if (column.oddTimes.length > 0) return oddTime(file, column, remedy);
    if (!times.includes(told)) return { where: "--time", expected, got: `"${told}", which is no date`, remedy };
    if (column.missingShare > 0)
      return {
        where: `${file.name} ${told}`,
        expected: "a time in every row",
        got: `none in ${(100 * column.missingShare).toFixed(1)} %`,
        remedy,
      };
    if (!NAME.test(told))
      return { where: `${file.name} ${told}`, expected: "a name of a-z, 0-9 and _", got: `"${told}"`, remedy: "Rename the column." };
    return undefined;
  }
  return times.length === 0 && odd.length > 0 ? oddTime(file, odd[0]!, remedy) : undefined;
}

const oddTime = (file: CsvFile, column: ColumnFacts, remedy: string): Problem => ({
  where: `${file.name} ${column.name}`,
  expected: "dates in one form, of which some day over 12 settles the order if it is not YYYY-MM-DD, or times with a zone",
  got: `the form${column.oddTimes.length > 1 ? "s" : ""} ${column.oddTimes.join(" and ")} (9 stands for any digit)`,
  remedy,
});

/**
 * Finds by what rows are told apart, whom they are about, and which column says when.
 * @throws BadInput if a time can't be used as it is written, or if several could be it
 */
export async function findIdentity(file: CsvFile, facts: TableFacts, told: Told): Promise<Identity> {
  const said = told.time === NO_TIME ? undefined : told.time;
  const problem = told.time === NO_TIME ? undefined : timeProblem(file, facts, said);
  if (problem !== undefined) throw new BadInput(file.name, [problem]);
  const time = told.time === NO_TIME ? null : (said ?? usableTimes(facts)[0] ?? null);
  const ids = facts.columns.filter((c) => isId(c) && c.name !== told.label && c.personal === null);
  const distinctOf = async (columns: readonly string[]) => {
    const each = columns.map(identifier).join(", ");
    return numbersOf(await file.query(`SELECT count(*) AS n FROM (SELECT DISTINCT ${each} FROM rows)`), "n")[0]!;
  };
  // rows of one entity must not be on both sides of a lot; in time, without a key, each line is a row of its own
  const fewest = Math.max(FEWEST_ENTITIES, facts.rows / 100);
  const repeated = time === null ? ids.find((c) => c.distinct < facts.rows && c.distinct >= fewest) : undefined;
  const named = async (): Promise<Pick<Identity, "key" | "entity">> => {
    const own = ids.find((c) => c.distinct === facts.rows);
    if (own !== undefined) return { key: [own.name], entity: repeated?.name ?? null };
    for (const { name } of ids) {
      if (time !== null && (await distinctOf([name, time])) === facts.rows) return { key: [name, time], entity: name };
    }
    return { key: null, entity: repeated?.name ?? null };
  };
  const { key, entity } = await named();
  return {
    key,
    entity,
    time,
    roleOf(column) {
      if (column === time) return "when";
      if (column === entity) return "whom the row is about";
      if (key?.includes(column)) return "differs in every row: the key";
      return ids.some((c) => c.name === column && c.distinct > facts.rows / 20)
        ? "a number or code to look things up by: no feature"
        : undefined;
    },
  };
}
