import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { NotFound, PreconditionFailed } from "../../adapters/blob-store/errors";
import { canonicalJson } from "../../core/canonical-json";
import type { StepRecord } from "./run-record";

/** Two runs of one fingerprint wrote different bytes. */
export class NotDeterministic extends Error {
  readonly code = "NOT_DETERMINISTIC";
  constructor(step: string, output: string, before: string, now: string) {
    super(
      `${step}: its output ${output} should be ${before}, as an earlier run with the same inputs, parameters and code wrote it, but is ${now}. The step reads something that its fingerprint does not hold.`,
    );
  }
}

const recordName = (step: string, fingerprint: string) => `steps/${step}/${fingerprint}.json`;
const read = async (store: BlobStore, name: string) => {
  try {
    return await store.get("models", name);
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
};

/** What an earlier run with this fingerprint wrote; undefined if there was none. */
export async function findRecord(store: BlobStore, step: string, fingerprint: string): Promise<StepRecord | undefined> {
  const blob = await read(store, recordName(step, fingerprint));
  return blob === undefined ? undefined : (JSON.parse(new TextDecoder().decode(blob.content)) as StepRecord);
}

/**
 * Keeps a record under its fingerprint. The first writer's stays; one that comes later must have written the same outputs.
 * @throws NotDeterministic
 */
export async function keepRecord(store: BlobStore, record: StepRecord): Promise<void> {
  try {
    await store.put("models", recordName(record.step, record.fingerprint), canonicalJson(record), {
      ifNoneMatch: true,
      contentType: "application/json",
    });
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error;
    const kept = await findRecord(store, record.step, record.fingerprint);
    for (const [name, output] of Object.entries(record.outputs))
      if (kept !== undefined && kept.outputs[name]?.digest !== output.digest)
        throw new NotDeterministic(record.step, name, kept.outputs[name]?.digest ?? "absent", output.digest);
  }
}

/** What a dataset's raw zone holds now. */
export interface DatasetHead {
  readonly digest: string | undefined;
  readonly etag: string | undefined;
}

const headName = (model: string, dataset: string) => `datasets/${model}/${dataset}.json`;

export async function datasetHead(store: BlobStore, model: string, dataset: string): Promise<DatasetHead> {
  try {
    const blob = await store.get("raw", headName(model, dataset));
    return { digest: (JSON.parse(new TextDecoder().decode(blob.content)) as { digest: string }).digest, etag: blob.etag };
  } catch (error) {
    if (error instanceof NotFound) return { digest: undefined, etag: undefined };
    throw error;
  }
}

/** Moves a dataset's head on. @returns false if somebody else has moved it since `before` was read */
export async function moveDatasetHead(
  store: BlobStore,
  model: string,
  dataset: string,
  before: DatasetHead,
  digest: string,
): Promise<boolean> {
  if (before.digest === digest) return true;
  try {
    const guard = before.etag === undefined ? { ifNoneMatch: true as const } : { ifMatch: before.etag };
    await store.put("raw", headName(model, dataset), canonicalJson({ digest }), { ...guard, contentType: "application/json" });
    return true;
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error;
    return (await datasetHead(store, model, dataset)).digest === digest;
  }
}
