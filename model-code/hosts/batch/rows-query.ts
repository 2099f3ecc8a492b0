import { identifier, literal } from "../../adapters/duckdb/sql-text";
import type { ServingContract } from "../../core/serving/contract";
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

/**
 * One SELECT over a file, in its order: what is handed on, the numbers, the categories; then, for a row that the contract refuses, its
 * problems as a JSON list and the row as JSON, else null.
 * @param offset rows to leave out
 */
export function rowsQuery(source: RowsSource, contract: ServingContract, offset: number): string {
  const features = checkedFeatures(source, contract);
  const refused = anyOf([source.unreadable, ...features.map((f) => f.wrong)]);
  const problems = features.filter((f) => f.wrong !== "false").map((f) => `CASE WHEN ${f.wrong} THEN ${f.told} END`);
  const list = `list_filter([${problems.join(", ") || "NULL"}], problem -> problem IS NOT NULL)`;
  const columns = [
    ...source.others.map((o, i) => `${o.sql} AS ${identifier(`other ${i}`)}`),
    ...features.map((f, i) => `${f.value} AS ${identifier(`feature ${i}`)}`),
    `CASE WHEN ${refused} THEN CAST(to_json(CASE WHEN ${source.unreadable} THEN ['expected a JSON object'] ELSE ${list} END) AS VARCHAR) END AS problems`,
    `CASE WHEN ${refused} THEN CAST(${source.whole} AS VARCHAR) END AS whole`,
  ];
  return `SELECT ${columns.join(", ")} FROM ${source.from} OFFSET ${offset}`;
}
