import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { concurrently } from "../../adapters/blob-store/concurrently";
import { MANIFEST } from "../../adapters/blob-store/local-folder";
import { duckdb } from "../../adapters/duckdb/sql-engine";
import { dayText } from "../../core/data/day";
import type { Table } from "../../core/data/table";
import type { LakeZone } from "../../core/lifecycle/step";
import type { Watermark } from "../../core/lifecycle/steps/ingest";
import { eraseCsvRows, namesSubject, type Subject } from "../../core/privacy/erase-rows";

/** Zones whose folders hold rows. Of the models' zone that is what was evaluated; packages hold no row keys. */
const PLACES: readonly (readonly [LakeZone, string])[] = [
  ["raw", ""],
  ["quarantine", ""],
  ["curated", ""],
  ["features", ""],
  ["models", "evaluation/"],
];
const FOLDER = /^([^/]+)\/([0-9a-f]{64})\//;
const AT_ONCE = 4;

/** A folder of the lake that holds something about a subject. */
export interface HeldFolder {
  readonly zone: LakeZone;
  readonly name: string;
  readonly digest: string;
  /** All its blobs. */
  readonly blobs: readonly string[];
  /** Those of them that hold it. */
  readonly holding: readonly string[];
  /** Rows of tables, and documents that name it. */
  readonly rows: number;
}

/** A row of a table as it is read by a person. */
export type LakeRow = Readonly<Record<string, string | number | null>>;

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

/** The subject's rows in a Parquet file; none where it has no such column. */
async function parquetRows(content: Uint8Array, { column, value }: Subject): Promise<LakeRow[]> {
  const folder = await mkdtemp(join(tmpdir(), "subject-"));
  try {
    const path = join(folder, "rows.parquet");
    await writeFile(path, content);
    const tables = { rows: { parquet: [path] } };
    const { columns } = await duckdb.query("SELECT * FROM rows LIMIT 0", tables);
    if (columns[column] === undefined) return [];
    const quoted = `'${value.replaceAll("'", "''")}'`;
    return rowsOf(await duckdb.query(`SELECT * FROM rows WHERE CAST("${column}" AS VARCHAR) = ${quoted}`, tables));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @returns how many rows, or other entries, of a blob are about the subject */
async function countIn(store: BlobStore, zone: LakeZone, blob: string, subject: Subject): Promise<number> {
  if (blob.endsWith(".parquet")) return (await parquetRows((await store.get(zone, blob)).content, subject)).length;
  const text = async () => new TextDecoder().decode((await store.get(zone, blob)).content);
  if (blob.endsWith(".csv")) return eraseCsvRows(await text(), subject).erased;
  if (!blob.endsWith(".json") || blob.endsWith(`/${MANIFEST}`) || zone === "models") return 0;
  const value: unknown = JSON.parse(await text());
  // of raw data only what an erasure takes out counts: a source may have a name that a person has, too
  const named = zone === "raw" ? Object.values(value as Watermark).map((w) => Object.keys(w.newest)) : value;
  return namesSubject(named, subject.value) ? 1 : 0;
}

/** Every folder of the lake with something about the subject, whole or left by an erasure that was broken off. */
export async function foldersAbout(store: BlobStore, subject: Subject): Promise<readonly HeldFolder[]> {
  const found: HeldFolder[] = [];
  for (const [zone, prefix] of PLACES) {
    const folders = new Map<string, string[]>();
    for (const { name } of await store.list(zone, prefix)) {
      const folder = FOLDER.exec(name)?.[0];
      if (folder !== undefined) folders.set(folder, [...(folders.get(folder) ?? []), name]);
    }
    for (const [folder, blobs] of folders) {
      const counts = await concurrently(AT_ONCE, blobs, (blob) => countIn(store, zone, blob, subject));
      const holding = blobs.filter((_, i) => counts[i]! > 0);
      const [, name, digest] = FOLDER.exec(folder)!;
      if (holding.length > 0)
        found.push({ zone, name: name!, digest: digest!, blobs, holding, rows: counts.reduce((sum, c) => sum + c, 0) });
    }
  }
  return found;
}

/** The subject's rows in the feature tables, by the blob that holds them. */
export async function featureRows(store: BlobStore, subject: Subject): Promise<Readonly<Record<string, readonly LakeRow[]>>> {
  const rows: Record<string, readonly LakeRow[]> = {};
  for (const { zone, holding } of (await foldersAbout(store, subject)).filter((f) => f.zone === "features"))
    for (const blob of holding.filter((b) => b.endsWith(".parquet")))
      rows[`${zone}/${blob}`] = await parquetRows((await store.get(zone, blob)).content, subject);
  return rows;
}
