import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { concurrently } from "../../adapters/blob-store/concurrently";
import { NotFound } from "../../adapters/blob-store/errors";
import { MANIFEST } from "../../adapters/blob-store/local-folder";
import type { LakeZone } from "../../core/lifecycle/step";
import { STEPS } from "../../core/lifecycle/steps";
import type { Watermark } from "../../core/lifecycle/steps/ingest";
import { namesSubject, type Subject } from "../../core/privacy/erase-rows";
import { countRows, isSearchable, type LakeRow, parquetRows } from "./tables";

/** Zones whose folders hold rows. Of the models' zone that is what was evaluated; packages hold no row keys. */
const PLACES: readonly (readonly [LakeZone, string])[] = [
  ["raw", ""],
  ["quarantine", ""],
  ["curated", ""],
  ["features", ""],
  ["models", "evaluation/"],
  ["models", "runs/"],
];
const AT_ONCE = 4;

/** What was stored under its content's hash: `<name>/<sha256>/`. */
const HASHED = /^([^/]+)\/([0-9a-f]{64})\//;
/** What a job of Azure ML writes over each time, `<model>/<output>/`, or leaves of a run, `runs/<id>/evaluation/`. */
const WRITTEN = /^([^/]+)\/([^/]+)\//;
const OF_A_RUN = /^(runs\/[^/]+)\/(evaluation)\//;

const OUTPUTS: ReadonlySet<string> = new Set(STEPS.flatMap((s) => s.outputs.map((o) => `${o.zone}/${o.name}`)));

interface FolderName {
  /** With a slash at its end. */
  readonly prefix: string;
  readonly name: string;
  readonly digest: string | undefined;
}

/** The folder with what a step wrote that a blob lies in; undefined for what was brought. */
export function derivedFolder(zone: LakeZone, blob: string): FolderName | undefined {
  const [hashed, name, digest] = HASHED.exec(blob) ?? [];
  if (hashed !== undefined) return { prefix: hashed, name: name!, digest };
  const [written, of, output] = (zone === "models" ? OF_A_RUN : WRITTEN).exec(blob) ?? [];
  if (written === undefined || !OUTPUTS.has(`${zone}/${output}`)) return undefined;
  return { prefix: written, name: `${of}/${output}`, digest: undefined };
}

/** A folder of the lake, written by a step, that holds something about a subject. */
export interface HeldFolder {
  readonly zone: LakeZone;
  readonly name: string;
  /** undefined: the folder has no other name, and is written over each time */
  readonly digest: string | undefined;
  /** All its blobs. */
  readonly blobs: readonly string[];
  /** Those of them that hold it. */
  readonly holding: readonly string[];
  /** Rows of tables, and documents that name it. */
  readonly rows: number;
}

/** @returns how many rows, or other entries, of a blob are about the subject */
async function countIn(store: BlobStore, zone: LakeZone, blob: string, subject: Subject): Promise<number> {
  const isDocument = blob.endsWith(".json") && !blob.endsWith(`/${MANIFEST}`) && zone !== "models";
  if (!isDocument && !isSearchable(blob)) return 0;
  try {
    const { content } = await store.get(zone, blob);
    // what can't be read goes with what is about the subject: it is made anew
    if (!isDocument) return (await countRows(blob, content, subject)) ?? 1;
    const value: unknown = JSON.parse(new TextDecoder().decode(content));
    // of raw data only what an erasure takes out counts: a source may have a name that a person has, too
    const named = zone === "raw" ? Object.values(value as Watermark).map((w) => Object.keys(w.newest)) : value;
    return namesSubject(named, subject) ? 1 : 0;
  } catch (error) {
    // written over, or deleted by age, since it was listed
    if (error instanceof NotFound) return 0;
    if (error instanceof SyntaxError) return 1;
    throw error;
  }
}

/** Every folder written by a step with something about the subject, whole or left by an erasure that was broken off. */
export async function foldersAbout(store: BlobStore, subject: Subject): Promise<readonly HeldFolder[]> {
  const found: HeldFolder[] = [];
  for (const [zone, below] of PLACES) {
    const folders = new Map<string, { readonly of: FolderName; readonly blobs: string[] }>();
    for (const { name } of await store.list(zone, below)) {
      const of = derivedFolder(zone, name);
      if (of === undefined) continue;
      const folder = folders.get(of.prefix) ?? { of, blobs: [] };
      folder.blobs.push(name);
      folders.set(of.prefix, folder);
    }
    for (const { of, blobs } of folders.values()) {
      const counts = await concurrently(AT_ONCE, blobs, (blob) => countIn(store, zone, blob, subject));
      const holding = blobs.filter((_, i) => counts[i]! > 0);
      const { name, digest } = of;
      if (holding.length > 0) found.push({ zone, name, digest, blobs, holding, rows: counts.reduce((sum, c) => sum + c, 0) });
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
