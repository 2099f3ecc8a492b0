import type { BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import { getFolderFile, getManifest } from "../../model-code/adapters/blob-store/folders";
import type { RunRecord } from "../../model-code/hosts/local-runner/run-record";
import { storedOutput } from "../../model-code/hosts/local-runner/staging";
import { reachOf } from "./ended";

/** A document of a run, or why there is none. */
export type Found<T> = { readonly found: T } | { readonly missing: string };

/** Where a run's document lies: the step that writes it, the output, and the file in its folder. */
export interface DocumentPlace {
  readonly step: string;
  readonly output: string;
  readonly path: string;
}

/**
 * A JSON document that a run's step wrote; missing if the run did not come so far.
 * @throws NotFound, DamagedBlob if it was written and cannot be read; StoreUnavailable, StoreRefused
 */
export async function runDocument<T>(store: BlobStore, run: RunRecord, { step, output, path }: DocumentPlace): Promise<Found<T>> {
  const record = run.steps.find((s) => s.step === step)?.outputs[output];
  if (record === undefined) return { missing: `Nothing to show: the step ${step} writes this, and the run ${reachOf(run)}.` };
  const folder = storedOutput(output, record);
  const file = (await getManifest(store, folder)).files.find((f) => f.path === path);
  if (file === undefined) return { missing: `Nothing to show: the step ${step} wrote no ${path}.` };
  return { found: JSON.parse(new TextDecoder().decode(await getFolderFile(store, folder, file))) as T };
}
