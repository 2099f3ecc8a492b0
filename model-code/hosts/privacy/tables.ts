import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BadQuery, duckdb } from "../../adapters/duckdb/sql-engine";
import { identifier, literal } from "../../adapters/duckdb/sql-text";
import { dayText } from "../../core/data/day";
import { decodeText } from "../../core/data/decode-text";
import { stringsOf, type Table } from "../../core/data/table";
import { eraseCsvRows, eraseJsonLines, eventTextNames, isSubject, type Subject } from "../../core/privacy/erase-rows";
import { BadInput } from "../../core/problem";

/** A row of a table as it is read by a person. */
export type LakeRow = Readonly<Record<string, string | number | null>>;

/** A file without a subject, and how many of its rows were about it. */
export interface Erased {
  readonly erased: number;
  readonly rest: Uint8Array;
}

type Work<T> = (content: Uint8Array, subject: Subject, name: string) => Promise<T>;

/** What can be done with a kind of file. */
interface Kind {
  readonly count: Work<number>;
  readonly erase: Work<Erased>;
}

const TEXT_OF = {
  number: (value: number) => value,
  date: (value: number) => dayText(value),
  timestamp: (value: number) => new Date(value).toISOString(),
};

const rowsOf = (table: Table): LakeRow[] =>
  Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(
      Object.entries(table.columns).map(([name, column]) => {
        if (column.type === "string") return [name, column.values[row] ?? null];
        const value = column.values[row]!;
        return [name, Number.isNaN(value) ? null : TEXT_OF[column.type](value)];
      }),
    ),
  );

/** How a table names the subject: in a column of its own, as a text or a number, or in the bodies of captured events. */
function namedIn({ columns }: Table, subject: Subject) {
  const own = columns[subject.column];
  if (own !== undefined) {
    const isNumber = own.type === "number" && Number.isFinite(Number(subject.value)) && subject.value.trim() !== "";
    const holds = (text: string) => isSubject(text, subject) || (isNumber && Number(text) === Number(subject.value));
    return { text: `CAST(${identifier(subject.column)} AS VARCHAR)`, holds };
  }
  if (columns.Body === undefined) return undefined;
  // of a body that is no UTF-8 the bytes that are no ASCII are written out
  return { text: 'coalesce(TRY(decode("Body")), CAST("Body" AS VARCHAR))', holds: (text: string) => eventTextNames(text, subject) };
}

/** Looks for the subject in a Parquet file. `about` is SQL for its rows; undefined: there are none, or no column says whose they are. */
async function inParquet<T>(
  content: Uint8Array,
  subject: Subject,
  use: (folder: string, tables: { readonly rows: { readonly parquet: readonly string[] } }, about: string | undefined) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "subject-"));
  try {
    const path = join(folder, "rows.parquet");
    await writeFile(path, content);
    const tables = { rows: { parquet: [path] } };
    const empty = await duckdb.query("SELECT * FROM rows LIMIT 0", tables).catch((error: unknown) => {
      throw new BadQuery(error);
    });
    const named = namedIn(empty, subject);
    if (named === undefined) return await use(folder, tables, undefined);
    const all = await duckdb.query(`SELECT DISTINCT ${named.text} AS text FROM rows`, tables);
    const values = stringsOf(all, "text").filter((text): text is string => text !== null && named.holds(text));
    return await use(
      folder,
      tables,
      values.length === 0 ? undefined : `coalesce(${named.text} IN (${values.map(literal).join(", ")}), false)`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The subject's rows in a Parquet file; none where it has no such column. */
export const parquetRows = (content: Uint8Array, subject: Subject): Promise<LakeRow[]> =>
  inParquet(content, subject, async (_, tables, about) =>
    about === undefined ? [] : rowsOf(await duckdb.query(`SELECT * FROM rows WHERE ${about}`, tables)),
  );

const count = async (query: string, tables: Parameters<typeof duckdb.query>[1]): Promise<number> =>
  Number((await duckdb.query(query, tables)).columns.n!.values[0]);

const parquet: Kind = {
  count: (content, subject) =>
    inParquet(content, subject, async (_, tables, about) =>
      about === undefined ? 0 : count(`SELECT count(*) AS n FROM rows WHERE ${about}`, tables),
    ),
  erase: (content, subject) =>
    inParquet(content, subject, async (folder, tables, about) => {
      if (about === undefined) return { erased: 0, rest: content };
      const to = join(folder, "rest.parquet");
      const erased = await count(`SELECT count(*) AS n FROM rows WHERE ${about}`, tables);
      await duckdb.copy(`SELECT * FROM rows WHERE NOT ${about}`, tables, to);
      return { erased, rest: await readFile(to) };
    }),
};

function ofText(without: (text: string, subject: Subject) => { readonly text: string; readonly erased: number }): Kind {
  const erase: Kind["erase"] = async (content, subject, name) => {
    const { text, erased } = without(decodeText(content, name), subject);
    return { erased, rest: erased === 0 ? content : new TextEncoder().encode(text) };
  };
  return { count: async (...args) => (await erase(...args)).erased, erase };
}

const KINDS: Readonly<Record<string, Kind>> = { csv: ofText(eraseCsvRows), jsonl: ofText(eraseJsonLines), parquet };

const kindOf = (name: string): Kind | undefined => KINDS[name.slice(name.lastIndexOf(".") + 1).toLowerCase()];

/** Whether a file is of a kind that can be searched, by its name. */
export const isSearchable = (name: string): boolean => kindOf(name) !== undefined;

/** @returns undefined for a file that can't be read: of another kind or encoding, or damaged */
async function read<T>(name: string, use: (kind: Kind) => Promise<T>): Promise<T | undefined> {
  const kind = kindOf(name);
  if (kind === undefined) return undefined;
  try {
    return await use(kind);
  } catch (error) {
    if (error instanceof BadInput || error instanceof BadQuery) return undefined;
    throw error;
  }
}

/** Takes a subject's rows out of a file of rows. @returns undefined for one that can't be read: of another kind or encoding, or damaged */
export const eraseRows = (name: string, content: Uint8Array, subject: Subject): Promise<Erased | undefined> =>
  read(name, (kind) => kind.erase(content, subject, name));

/** @returns how many rows of a file are about the subject, undefined as `eraseRows` does */
export const countRows = (name: string, content: Uint8Array, subject: Subject): Promise<number | undefined> =>
  read(name, (kind) => kind.count(content, subject, name));
