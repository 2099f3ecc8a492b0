import { identifier, literal } from "../../model-code/adapters/duckdb/sql-text";
import { DATE_FORMATS, type DateFormat } from "../../model-code/core/data/day";
import { numbersOf, stringsOf } from "../../model-code/core/data/table";
import type { CsvFile } from "./csv-file";
import { suspicions } from "./personal";

/** What the values of a column are. A `text` may be a number that is written so that only features.sql can read it. */
export type ColumnKind = "number" | "text" | "date" | "timestamp" | "empty";

/** What was found in a column. */
export interface ColumnFacts {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly missingShare: number;
  /** Values that differ, a missing one not counted. */
  readonly distinct: number;
  /** Of a number, or of a text that is one. */
  readonly min: number | null;
  readonly max: number | null;
  readonly isWhole: boolean;
  /** Texts that stand for a missing number: `NA`. */
  readonly markers: readonly string[];
  /** Whether numbers have a decimal comma. */
  readonly hasComma: boolean;
  /** By frequency; only where they are few. */
  readonly values: readonly string[];
  /** How dates are written that are not YYYY-MM-DD, if only one way to read them fits. */
  readonly format: DateFormat | null;
  /** Times that are not written as `date` or `timestamp` must be; one of each form. */
  readonly oddTimes: readonly string[];
  /** Why it is taken to tell who a person is. */
  readonly personal: string | null;
}

export interface TableFacts {
  readonly rows: number;
  readonly columns: readonly ColumnFacts[];
}

/** A column is a number, or a date, if as many of its values are: the rest is for the contract to quarantine. */
const NEARLY_ALL = 0.99;
/** A column with more values is no category. */
export const FEW_VALUES = 50;

const MARKERS = ["NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "none", "?", "-", ".", "NIL", "missing"];
const FORMS = {
  number: "^[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?$",
  coded: "^0\\d+$",
  whole: "^[+-]?\\d+$",
  comma: "^[+-]?(\\d{1,3}(\\.\\d{3})+|\\d+)(,\\d+)?$",
  date: "^\\d{4}-\\d{2}-\\d{2}$",
  timestamp: "^\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:?\\d{2})$",
  oddTime:
    "^(\\d{1,2}[/.-]\\d{1,2}[/.-]\\d{2,4}|\\d{4}[/.]\\d{1,2}[/.]\\d{1,2}|\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?)([T ]\\d.*)?$",
} as const;

/** Formats that a file's dates may have beside YYYY-MM-DD, which needs none said. */
const OTHER_FORMATS = DATE_FORMATS.slice(1);

/** SQL: whether a text is a date of a format. */
function isDateIn(format: DateFormat, v: string): string {
  const form = format.replaceAll(".", "\\.").replace("YYYY", "\\d{4}").replace(/MM|DD/g, "\\d{1,2}");
  const parts = format.replace("YYYY", "%Y").replace("MM", "%m").replace("DD", "%d");
  return `regexp_full_match(${v}, ${literal(form)}) AND try_strptime(${v}, ${literal(parts)}) IS NOT NULL`;
}

/** One row a column: how many of its values have which form. */
function countsOf(column: string, delimiter: string): string {
  const v = identifier(column);
  const has = (form: keyof typeof FORMS) => `regexp_full_match(${v}, ${literal(FORMS[form].slice(1, -1))})`;
  // "1,234" in a file of commas is a thousand rather than a little over one
  const comma = delimiter === "," ? "false" : `${has("comma")} AND NOT ${has("number")}`;
  const value = `TRY_CAST(CASE WHEN ${has("number")} THEN ${v} WHEN ${comma} THEN replace(replace(${v}, '.', ''), ',', '.') END AS DOUBLE)`;
  const isMarker = `${v} IN (${MARKERS.map(literal).join(", ")})`;
  return `SELECT ${literal(column)} AS name, count(*) AS rows, count(${v}) AS present, count(DISTINCT ${v}) AS differ,
    count(*) FILTER (${has("number")} AND NOT ${has("coded")}) AS numbers, count(*) FILTER (${has("coded")}) AS coded,
    count(*) FILTER (${has("whole")}) AS whole, count(*) FILTER (${comma}) AS commas,
    count(*) FILTER (${isMarker}) AS marked, array_to_string(list_sort(list(DISTINCT ${v}) FILTER (${isMarker})), chr(31)) AS markers,
    count(*) FILTER (${has("date")} AND TRY_CAST(${v} AS DATE) IS NOT NULL) AS dates, count(*) FILTER (${has("timestamp")}) AS stamps,
    count(*) FILTER (${has("oddTime")}) AS odd,
    ${OTHER_FORMATS.map((format) => `count(*) FILTER (${isDateIn(format, v)}) AS ${identifier(format)}`).join(", ")},
    array_to_string(list_slice(list_sort(list(DISTINCT regexp_replace(${v}, '\\d', '9', 'g')) FILTER (${has("oddTime")})), 1, 5), chr(31)) AS forms,
    min(${value}) AS low, max(${value}) AS high FROM rows`;
}

/** The one format that fits; null where days and months are all up to 12, so that two do, and neither is taken. */
function formatOf(read: (format: DateFormat) => number, present: number): DateFormat | null {
  const fitting = OTHER_FORMATS.filter((format) => present > 0 && read(format) / present >= NEARLY_ALL);
  const whole = fitting.filter((format) => read(format) === present);
  const [only, ...rivals] = whole.length > 0 ? whole : fitting;
  return only === undefined || rivals.length > 0 ? null : only;
}

const parts = (text: string | null | undefined): readonly string[] => (text ? text.split("\u001f") : []);

/** The values of columns that have few, by frequency. */
async function valuesOf(file: CsvFile, columns: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const values = new Map<string, string[]>(columns.map((name) => [name, []]));
  if (columns.length === 0) return values;
  const each = columns.map(
    (name) =>
      `SELECT ${literal(name)} AS name, ${identifier(name)} AS value, count(*) AS n FROM rows WHERE ${identifier(name)} IS NOT NULL GROUP BY ALL`,
  );
  const table = await file.query(`SELECT name, value FROM (${each.join(" UNION ALL ")}) ORDER BY name, n DESC, value`);
  const names = stringsOf(table, "name");
  stringsOf(table, "value").forEach((value, i) => {
    values.get(names[i]!)!.push(value!);
  });
  return values;
}

/** Looks at every value of a file, column by column. */
export async function profileOf(file: CsvFile): Promise<TableFacts> {
  const counts = await file.query(file.columns.map((name) => countsOf(name, file.delimiter)).join(" UNION ALL "));
  const at = new Map(stringsOf(counts, "name").map((name, i) => [name, i]));
  const of = (what: string, name: string) => numbersOf(counts, what)[at.get(name)!]!;
  const textOf = (what: string, name: string) => parts(stringsOf(counts, what)[at.get(name)!]);
  const few = await valuesOf(
    file,
    file.columns.filter((name) => of("differ", name) > 0 && of("differ", name) <= FEW_VALUES),
  );
  const personal = await suspicions(file);
  const columns: ColumnFacts[] = [];
  for (const name of file.columns) {
    const [rows, present] = [of("rows", name), of("present", name)];
    const nearly = (n: number) => present > 0 && n / present >= NEARLY_ALL;
    const unmarked = present - of("marked", name);
    const readable = of("numbers", name) + of("commas", name);
    const isNumber = nearly(of("numbers", name));
    // a number with marks of what is missing, or with a decimal comma, is a text that a query reads
    const isWritten = !isNumber && unmarked > 0 && of("coded", name) === 0 && readable / unmarked >= 1;
    const format = formatOf((format) => of(format, name), present);
    const kind: ColumnKind =
      present === 0
        ? "empty"
        : isNumber
          ? "number"
          : nearly(of("dates", name)) || format !== null
            ? "date"
            : nearly(of("stamps", name))
              ? "timestamp"
              : "text";
    columns.push({
      name,
      kind,
      missingShare: rows === 0 ? 0 : (rows - present) / rows,
      distinct: of("differ", name),
      min: isNumber || isWritten ? of("low", name) : null,
      max: isNumber || isWritten ? of("high", name) : null,
      isWhole: of("whole", name) === present,
      markers: isWritten ? textOf("markers", name) : [],
      hasComma: isWritten && of("commas", name) > 0,
      values: few.get(name) ?? [],
      format,
      oddTimes:
        kind === "text" && nearly(of("odd", name) + of("dates", name) + of("stamps", name))
          ? oddForms(textOf("forms", name), of("dates", name))
          : [],
      personal: kind === "empty" ? null : (personal.get(name) ?? null),
    });
  }
  return { rows: columns.length === 0 ? 0 : of("rows", file.columns[0]!), columns };
}

const oddForms = (forms: readonly string[], dates: number): readonly string[] => [...(dates > 0 ? ["9999-99-99"] : []), ...forms];
