import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { NotFound, PreconditionFailed } from "../../adapters/blob-store/errors";
import type { AuditTable } from "../../adapters/log-analytics/audit-table";
import { canonicalJson } from "../../core/canonical-json";
import { BadInput } from "../../core/problem";
import { releasePorts, type Tick } from "./places";

export interface AuditTick extends Tick {
  readonly auditTable: AuditTable;
}

/** Entries that are sent at once. */
const AT_ONCE = 200;

const blobName = (model: string): string => `${model}/audit-sent.json`;

/** How far the table has what the chain has: the place in the chain of the last entry that was taken. */
async function readSent(store: BlobStore, model: string): Promise<{ readonly sequence: number; readonly etag: string | undefined }> {
  try {
    const { content, etag } = await store.get("releases", blobName(model));
    const text = new TextDecoder().decode(content);
    const { sequence } = JSON.parse(text) as { readonly sequence?: unknown };
    if (Number.isInteger(sequence)) return { sequence: sequence as number, etag };
    const remedy = "Delete it: the table then gets all entries once more, of which it keeps each by its hash.";
    throw new BadInput(`releases/${blobName(model)}`, [{ where: "sequence", expected: "a whole number", got: text, remedy }]);
  } catch (error) {
    if (error instanceof NotFound) return { sequence: 0, etag: undefined };
    throw error;
  }
}

/**
 * Sends to the table what the chain has beyond it: every entry at least once, in order, whoever appended it. The chain is the truth and
 * waits for nobody; a table that was out of reach is told later.
 * @returns how many entries were sent
 */
export async function auditTick(tick: AuditTick): Promise<number> {
  const { model, places, auditTable } = tick;
  const { audit } = releasePorts(tick);
  let { sequence, etag } = await readSent(places.environment, model.name);
  for (let count = 0; ; ) {
    const entries = await audit.after(model.name, sequence, AT_ONCE);
    const last = entries.at(-1);
    if (last === undefined) return count;
    await auditTable.send(entries);
    sequence = last.sequence;
    count += entries.length;
    try {
      const condition = etag === undefined ? { ifNoneMatch: true as const } : { ifMatch: etag };
      ({ etag } = await places.environment.put("releases", blobName(model.name), canonicalJson({ sequence }), condition));
    } catch (error) {
      // somebody else sends the same; they go on
      if (error instanceof PreconditionFailed) return count;
      throw error;
    }
  }
}
