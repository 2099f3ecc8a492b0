import { identifier, literal } from "../../adapters/duckdb/sql-text";
import type { PackageDocument } from "../../core/package/layout";
import type { ServingContract } from "../../core/serving/contract";
import { ROW_TIME } from "../../core/serving/event-day";
import type { RowsSource } from "./rows-source";

interface CheckedSql {
  readonly value: string;
  /** True for a row that the contract refuses; undefined where it can't. */
  readonly wrong: string;
  /** What is wrong with it, as text. */
  readonly told: string;
}

const told = (name: string, expected: string, found: string) =>
  `${literal(`${name}: expected ${expected}, got `)} || coalesce(${found}, 'nothing')`;
const orNothing = (mayBeMissing: boolean) => (mayBeMissing ? ", or nothing where it is missing" : "");
const anyOf = (conditions: readonly string[]) => conditions.filter((sql) => sql !== "false").join(" OR ") || "false";

/** Each feature by the contract: as the scorer holds a request against it. */
function checkedFeatures(source: RowsSource, contract: ServingContract): readonly CheckedSql[] {
  const numbers = contract.numbers.map(({ name, mayBeMissing, isWhole }) => {
    const { value, wrong, found } = source.number(name);
    const conditions = [wrong, mayBeMissing ? "false" : `isnan(${value})`, isWhole ? `${value} <> trunc(${value})` : "false"];
    const expected = `a ${isWhole ? "whole" : "finite"} number${orNothing(mayBeMissing)}`;
    return { value, wrong: anyOf(conditions), told: told(name, expected, found) };
  });
  const categories = contract.categories.map(({ name, mayBeMissing }) => {
    const { value, wrong, found } = source.category(name);
    const conditions = [wrong, mayBeMissing ? "false" : `${value} = ''`];
    return { value, wrong: anyOf(conditions), told: told(name, `a text${orNothing(mayBeMissing)}`, found) };
  });
  return [...numbers, ...categories];
}

const DAY = "\\d{4}-\\d{2}-\\d{2}";
const TIME = "[T ]([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:?\\d{2})";

/** Each row's time, where the file has it: a time by its type, or a text that the scorer would take. */
function checkedTimes({ others }: RowsSource, time: PackageDocument["time"]): readonly Omit<CheckedSql, "value">[] {
  return others
    .filter(({ name }) => name === time)
    .map(({ name, sql }) => {
      const text = `nullif(CAST(${sql} AS VARCHAR), '')`;
      const isOne = `(regexp_full_match(${text}, '${DAY}(${TIME})?') AND TRY_CAST(left(${text}, 10) AS DATE) IS NOT NULL)`;
      const wrong = `(${text} IS NOT NULL AND NOT starts_with(typeof(${sql}), 'TIMESTAMP') AND NOT ${isOne})`;
      return { wrong, told: told(name, ROW_TIME, text) };
    });
}

/**
 * One SELECT over a file, in its order: what is handed on, the numbers, the categories; then, for a row that the contract refuses, its
 * problems as a JSON list and the row as JSON, else null.
 * @param time the column that says when, which is handed on
 * @param offset rows to leave out
 */
export function rowsQuery(source: RowsSource, contract: ServingContract, time: PackageDocument["time"], offset: number): string {
  const features = checkedFeatures(source, contract);
  const checked = [...features, ...checkedTimes(source, time)];
  const refused = anyOf([source.unreadable, ...checked.map((f) => f.wrong)]);
  const problems = checked.filter((f) => f.wrong !== "false").map((f) => `CASE WHEN ${f.wrong} THEN ${f.told} END`);
  const list = `list_filter([${problems.join(", ") || "NULL"}], problem -> problem IS NOT NULL)`;
  const columns = [
    ...source.others.map((o, i) => `${o.sql} AS ${identifier(`other ${i}`)}`),
    ...features.map((f, i) => `${f.value} AS ${identifier(`feature ${i}`)}`),
    `CASE WHEN ${refused} THEN CAST(to_json(CASE WHEN ${source.unreadable} THEN ['expected a JSON object'] ELSE ${list} END) AS VARCHAR) END AS problems`,
    `CASE WHEN ${refused} THEN CAST(${source.whole} AS VARCHAR) END AS whole`,
  ];
  return `SELECT ${columns.join(", ")} FROM ${source.from} OFFSET ${offset}`;
}
