import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { concurrently } from "../../adapters/blob-store/concurrently";
import { NotFound, PreconditionFailed } from "../../adapters/blob-store/errors";
import type { LakeZone } from "../../core/lifecycle/step";
import type { Subject } from "../../core/privacy/erase-rows";
import { derivedFolder } from "./lake-folders";
import { countRows, eraseRows, isSearchable } from "./tables";

const AT_ONCE = 4;

/** Where files of rows lie that no step can make anew: deliveries, rows to score, and what was made of these. */
const PLACES: readonly (readonly [LakeZone, RegExp])[] = [
  ["raw", /^/],
  ["quarantine", /^/],
  ["curated", /^/],
  ["features", /^/],
  ["predictions", /^[^/]+\/batch\//],
];

/** What is no file of rows: heads of datasets, marks of pipelines, and dead letters, which are erased by themselves. */
const NO_ROWS: Partial<Readonly<Record<LakeZone, RegExp>>> = {
  raw: /^(datasets|[^/]+\/(watermarks|prepared))\//,
  quarantine: /^dead-letters\//,
};

interface Brought {
  readonly zone: LakeZone;
  readonly name: string;
}

async function broughtFiles(store: BlobStore): Promise<readonly Brought[]> {
  const found: Brought[] = [];
  for (const [zone, place] of PLACES)
    for (const { name, bytes } of await store.list(zone))
      if (bytes > 0 && place.test(name) && NO_ROWS[zone]?.test(name) !== true && derivedFolder(zone, name) === undefined)
        found.push({ zone, name });
  return found;
}

/** @returns how many rows of a file are about the subject; undefined if it can't be searched */
async function countIn(store: BlobStore, { zone, name }: Brought, subject: Subject): Promise<number | undefined> {
  if (!isSearchable(name)) return undefined;
  try {
    return await countRows(name, (await store.get(zone, name)).content, subject);
  } catch (error) {
    // deleted by age since it was listed
    if (error instanceof NotFound) return 0;
    throw error;
  }
}

/** The files that hold the subject, and those that can't be searched, each as `zone/name`. */
export async function broughtAbout(
  store: BlobStore,
  subject: Subject,
): Promise<{ readonly holding: readonly string[]; readonly unsearched: readonly string[] }> {
  const files = await broughtFiles(store);
  const counts = await concurrently(AT_ONCE, files, (file) => countIn(store, file, subject));
  const those = (holds: (count: number | undefined) => boolean) =>
    files.filter((_, i) => holds(counts[i])).map(({ zone, name }) => `${zone}/${name}`);
  return { holding: those((count) => count !== undefined && count > 0), unsearched: those((count) => count === undefined) };
}

/** Writes a file again without the subject's rows, if nobody has written it since it was read. @returns how many went */
async function takeOut(store: BlobStore, { zone, name }: Brought, subject: Subject): Promise<number> {
  for (;;) {
    try {
      const { content, etag, contentType, metadata } = await store.get(zone, name);
      const { erased = 0, rest = content } = (await eraseRows(name, content, subject)) ?? {};
      if (erased === 0) return 0;
      const { sha256: _, writeid: __, ...own } = metadata;
      await store.put(zone, name, rest, { ifMatch: etag, contentType, metadata: own });
      return erased;
    } catch (error) {
      if (error instanceof NotFound) return 0;
      // delivered again in the meantime: that is read, then
      if (!(error instanceof PreconditionFailed)) throw error;
    }
  }
}

/** Takes the subject's rows out of every file that was brought. */
export async function eraseBrought(store: BlobStore, subject: Subject): Promise<{ readonly files: number; readonly rows: number }> {
  const files = (await broughtFiles(store)).filter(({ name }) => isSearchable(name));
  const counts = await concurrently(AT_ONCE, files, (file) => takeOut(store, file, subject));
  return { files: counts.filter((count) => count > 0).length, rows: counts.reduce((sum, count) => sum + count, 0) };
}
