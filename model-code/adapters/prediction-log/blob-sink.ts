import { sha256 } from "../../core/package/tree-digest";
import type { BlobStore } from "../blob-store/blob-store";
import { PreconditionFailed } from "../blob-store/errors";
import type { LogSink } from "./sink";

/** Metadata of a blob from which records have been erased: its lines are not those of its writer any more. */
export const ERASED = "erased";

/** A name that stands for certain lines already stands for others. */
export class NameTaken extends Error {
  readonly code = "NAME_TAKEN";
  constructor(blob: string) {
    super(`predictions/${blob}: expected what this writer wrote, got something else. Two writers have the same name; give each its own.`);
  }
}

/** Blobs in the container `predictions`, a folder for each model, kind and day. A batch that comes again changes nothing. */
export const blobSink = (store: BlobStore): LogSink => ({
  name: "blob",
  async deliver({ partition, name, lines }) {
    const blob = `${partition}/${name}.jsonl`;
    try {
      await store.put("predictions", blob, lines, { ifNoneMatch: true, contentType: "application/x-ndjson" });
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error;
      const there = await store.head("predictions", blob);
      if (there?.metadata.sha256 !== sha256(lines) && there?.metadata[ERASED] === undefined) throw new NameTaken(blob);
    }
  },
});
