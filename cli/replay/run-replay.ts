import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import { concurrently } from "../../model-code/adapters/blob-store/concurrently";
import type { ModelFolder } from "../../model-code/adapters/model-files";
import { buildBundle } from "../../model-code/hosts/bundle";
import type { RunRecord } from "../../model-code/hosts/local-runner/run-record";
import { type ModelRun, runTogether } from "../run-together";
import { shortenModel, writeHistory } from "./history";
import { type ReplayOptions, replay } from "./replay";
import { STORY } from "./story";

/** What a replay is told with: the model as it stands in the repository, and the replay's own store and folder. */
export interface ReplayPlace {
  readonly model: ModelFolder;
  readonly store: BlobStore;
  readonly work: string;
}

/** A run of the replay's model on what was known at the end of a day, YYYY-MM-DD. */
export function runAsOf({ model, store, work }: ReplayPlace, asOf: string): ModelRun {
  return {
    model: shortenModel(model, join(work, "models")),
    data: writeHistory(model, asOf, join(work, "history")),
    store,
    work,
    title: `replay of ${asOf}`,
  };
}

/** The package that a run made and registered. @returns undefined if the gates refused it, or it failed */
export const packageOf = (run: RunRecord | undefined): string | undefined =>
  run?.status === "done" ? run.steps.find((s) => s.step === "package")?.outputs.package?.digest : undefined;

/** Releases, predictions and audit of an earlier replay. */
async function forgetLast({ store, work }: ReplayPlace): Promise<void> {
  for (const container of ["releases", "predictions", "audit"] as const)
    await concurrently(16, await store.list(container), ({ name }) => store.delete(container, name));
  const spool = join(work, "spool");
  if (existsSync(spool)) rmSync(spool, { recursive: true });
}

/**
 * Tells the story anew with a first version that has been trained; see `STORY`.
 * @param first sha256 of its package
 * @param history a run of the model over its whole data
 */
export async function runReplay(
  place: ReplayPlace,
  first: string,
  history: ReplayOptions["history"],
  tell: ReplayOptions["tell"],
): Promise<void> {
  await forgetLast(place);
  await replay({
    ...place,
    model: runAsOf(place, STORY.cut).model,
    first,
    history,
    server: (await buildBundle("server")).directory,
    async train(asOf) {
      const { records, errors } = await runTogether({ models: [runAsOf(place, asOf)] });
      if (records[0] === undefined) throw errors[0];
      return { status: records[0].status, reasons: records[0].reasons, digest: packageOf(records[0]) ?? null };
    },
    tell,
  });
}
