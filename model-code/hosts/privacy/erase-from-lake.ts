import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { concurrently } from "../../adapters/blob-store/concurrently";
import { NotFound, PreconditionFailed } from "../../adapters/blob-store/errors";
import { getFolder, putFolder } from "../../adapters/blob-store/folders";
import { canonicalJson } from "../../core/canonical-json";
import type { Watermark } from "../../core/lifecycle/steps/ingest";
import { eraseFromWatermark, type Subject } from "../../core/privacy/erase-rows";
import type { StepRecord } from "../local-runner/run-record";
import { broughtAbout, eraseBrought } from "./brought-files";
import { foldersAbout, type HeldFolder } from "./lake-folders";
import { eraseRows } from "./tables";

const AT_ONCE = 8;
const json = async (store: BlobStore, zone: "raw" | "models", name: string) => {
  const { content, etag } = await store.get(zone, name);
  return { value: JSON.parse(new TextDecoder().decode(content)) as unknown, etag };
};

type HashedFolder = HeldFolder & { readonly digest: string };

export interface LakeErasure {
  /** Folders that went; their data is made anew, without the subject, by the next run. */
  readonly folders: readonly Pick<HeldFolder, "zone" | "name" | "digest">[];
  /** Files that were brought, and are there without the subject's rows. */
  readonly files: number;
  readonly rows: number;
  /** `zone/name` of what holds the subject although all was erased: somebody wrote it in the meantime. */
  readonly left: readonly string[];
  /** `zone/name` of files that may hold the subject, and that are of a kind that can't be searched. */
  readonly unsearched: readonly string[];
}

/** Writes a raw folder again without the subject. @returns its new digest */
async function rewriteRaw(store: BlobStore, folder: HashedFolder, subject: Subject): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), "erase-"));
  try {
    const local = join(work, "raw");
    await getFolder(store, { container: "raw", prefix: folder.name, digest: folder.digest }, local);
    const lost: Record<string, number> = {};
    for (const blob of folder.holding) {
      const path = blob.slice(`${folder.name}/${folder.digest}/`.length);
      const content = await readFile(join(local, path));
      const { erased, rest } = (await eraseRows(path, content, subject)) ?? { erased: 0, rest: content };
      if (!path.endsWith("/rows.csv")) await writeFile(join(local, path), rest);
      else {
        const source = path.split("/", 1)[0]!;
        lost[source] = (lost[source] ?? 0) + erased;
        // a partition without rows is none
        if (new TextDecoder().decode(rest).trimEnd().includes("\n")) await writeFile(join(local, path), rest);
        else await rm(join(local, path));
      }
    }
    const path = join(local, "watermark.json");
    const watermark = JSON.parse(await readFile(path, "utf8")) as Watermark;
    await writeFile(path, canonicalJson(eraseFromWatermark(watermark, subject, lost)));
    return (await putFolder(store, "raw", folder.name, local)).manifest.digest;
  } finally {
    await rm(work, { recursive: true });
  }
}

/** Points every dataset that is at a raw folder that must go to one without the subject. */
async function moveHeads(store: BlobStore, held: ReadonlyMap<string, HashedFolder>, subject: Subject): Promise<void> {
  for (const { name } of await store.list("raw", "datasets/")) {
    for (;;) {
      const head = await json(store, "raw", name);
      const folder = held.get((head.value as { readonly digest: string }).digest);
      if (folder === undefined) break;
      const digest = await rewriteRaw(store, folder, subject);
      try {
        await store.put("raw", name, canonicalJson({ digest }), { ifMatch: head.etag, contentType: "application/json" });
        break;
      } catch (error) {
        // a run has moved it on in the meantime
        if (!(error instanceof PreconditionFailed)) throw error;
      }
    }
  }
}

/** Forgets every step whose record names a folder that goes, so that it is run again. */
async function forgetSteps(store: BlobStore, digests: ReadonlySet<string>): Promise<void> {
  await concurrently(AT_ONCE, await store.list("models", "steps/"), async ({ name }) => {
    try {
      const record = (await json(store, "models", name)).value as StepRecord;
      if (Object.values(record.outputs).some((o) => digests.has(o.digest))) await store.delete("models", name);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
    }
  });
}

/**
 * Erases a subject from the lake. What was brought is written again without its rows; what was derived from it is removed, for the next
 * run to make anew. Heads go first, then the records of steps, then folders, and in a folder what holds the subject last: so it can be
 * broken off at any moment, nothing points to what is gone, and a second call finds what is left. At last it looks again, since a run
 * that had read before may have written since.
 * @param unlist is told of folders before they go
 */
export async function eraseFromLake(
  store: BlobStore,
  subject: Subject,
  unlist: (folders: readonly HeldFolder[]) => Promise<void> = async () => {},
): Promise<LakeErasure> {
  // first what folders are made of: a run that begins now makes them without the subject
  const brought = await eraseBrought(store, subject);
  const folders = await foldersAbout(store, subject);
  const hashed = folders.flatMap((f) => (f.digest === undefined ? [] : [{ ...f, digest: f.digest }]));
  await moveHeads(store, new Map(hashed.filter((f) => f.zone === "raw").map((f) => [f.digest, f])), subject);
  await forgetSteps(store, new Set(hashed.map((f) => f.digest)));
  await unlist(folders);
  for (const { zone, blobs, holding } of folders) {
    const others = blobs.filter((blob) => !holding.includes(blob));
    for (const some of [others, holding]) await concurrently(AT_ONCE, some, (blob) => store.delete(zone, blob));
  }
  const { holding, unsearched } = await broughtAbout(store, subject);
  return {
    folders: folders.map(({ zone, name, digest }) => ({ zone, name, digest })),
    files: brought.files,
    rows: brought.rows + folders.reduce((sum, f) => sum + f.rows, 0),
    left: [...holding, ...(await foldersAbout(store, subject)).flatMap((f) => f.holding.map((blob) => `${f.zone}/${blob}`))],
    unsearched,
  };
}
