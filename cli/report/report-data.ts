import type { BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import { DamagedBlob, NotFound } from "../../model-code/adapters/blob-store/errors";
import type { DataManifest } from "../../model-code/core/data/manifest";
import type { Evaluation } from "../../model-code/core/evaluate/evaluation";
import type { FeatureSelection } from "../../model-code/core/features/select";
import { ADOPTED_FILES, type AdoptedDocument } from "../../model-code/core/lifecycle/adopted-files";
import type { Adjustments } from "../../model-code/core/lifecycle/steps/clean";
import type { Watermark } from "../../model-code/core/lifecycle/steps/ingest";
import type { Registration } from "../../model-code/core/lifecycle/steps/register";
import type { VerdictDocument } from "../../model-code/core/lifecycle/steps/select-best";
import type { SplitPlan } from "../../model-code/core/lifecycle/steps/split";
import type { TrainedDocument } from "../../model-code/core/lifecycle/steps/train";
import type { SearchDocument } from "../../model-code/core/lifecycle/steps/tune";
import type { Quality } from "../../model-code/core/lifecycle/steps/validate";
import { PACKAGE_FILES, type PackageDocument } from "../../model-code/core/package/layout";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import type { RunRecord } from "../../model-code/hosts/local-runner/run-record";
import { type Found, runDocument } from "./run-document";
import type { ServiceReport } from "./service/service-data";

/** What the steps of a run wrote, as far as it came. */
export interface RunDocuments {
  readonly watermark: Found<Watermark>;
  readonly quality: Found<Quality>;
  readonly adjustments: Found<Readonly<Record<string, Adjustments>>>;
  readonly manifest: Found<DataManifest>;
  readonly split: Found<SplitPlan>;
  readonly selection: Found<FeatureSelection>;
  readonly search: Found<SearchDocument>;
  readonly candidates: Found<TrainedDocument>;
  readonly evaluation: Found<Evaluation>;
  /** Of a model that asks Azure ML for a candidate. */
  readonly adopted: Found<AdoptedDocument>;
  readonly verdict: Found<VerdictDocument>;
  readonly package: Found<PackageDocument>;
  readonly registration: Found<Registration>;
}

/** A step, the output that it wrote, and the file in it. */
type Place = readonly [step: string, output: string, path: string];

const DOCUMENTS: Readonly<Record<keyof RunDocuments, Place>> = {
  watermark: ["ingest", "raw", "watermark.json"],
  quality: ["validate", "valid", "quality.json"],
  adjustments: ["clean", "clean", "adjustments.json"],
  manifest: ["curate", "curated", "manifest.json"],
  split: ["split", "training", "split.json"],
  selection: ["select-features", "selected", "selection.json"],
  search: ["tune", "search", "search.json"],
  candidates: ["train", "candidates", "candidates.json"],
  evaluation: ["evaluate", "evaluation", "evaluation.json"],
  adopted: ["evaluate", "evaluation", ADOPTED_FILES.document],
  verdict: ["select-best", "verdict", "verdict.json"],
  package: ["package", "package", PACKAGE_FILES.document],
  registration: ["register", "registration", "registration.json"],
};

/** What a model is and whose. */
export type ModelFacts = Pick<ModelSpec, "title" | "owner" | "approvers" | "objective" | "riskTier" | "sensitivity" | "task">;

/** One model's run and all that is known of it. */
export interface ModelReport {
  readonly run: RunRecord;
  /** From the package's card; from model.yaml where no package was made. */
  readonly facts: Found<ModelFacts>;
  readonly documents: RunDocuments;
}

export interface ReportData {
  readonly models: readonly ModelReport[];
  /** Of models in service, each in its environment. @default none */
  readonly services?: readonly ServiceReport[];
}

/** A report goes on without what cannot be read, and says so in its place. */
async function read<T>(store: BlobStore, run: RunRecord, step: string, output: string, path: string): Promise<Found<T>> {
  try {
    return await runDocument<T>(store, run, { step, output, path });
  } catch (error) {
    if (error instanceof NotFound || error instanceof DamagedBlob) return { missing: `Not readable: ${error.message}` };
    throw error;
  }
}

async function gatherRun(store: BlobStore, run: RunRecord, specs: readonly ModelSpec[]): Promise<ModelReport> {
  const of = <T>([step, output, path]: Place) => read<T>(store, run, step, output, path);
  const [card, ...documents] = await Promise.all([
    of<ModelFacts>(["package", "package", PACKAGE_FILES.cardData]),
    ...Object.entries(DOCUMENTS).map(async ([name, place]) => [name, await of(place)] as const),
  ]);
  const spec = specs.find((s) => s.name === run.model);
  return {
    run,
    facts: "missing" in card && spec !== undefined ? { found: spec } : card,
    // what each place holds is what its step writes there
    documents: Object.fromEntries(documents) as unknown as RunDocuments,
  };
}

/**
 * Reads what the runs' steps wrote. A document that a run did not come to, or that is damaged, is missing with the reason.
 * @param runs one a model, in the order of the report
 * @param specs the models' own files, for what a run without a package does not know of its model
 * @throws StoreUnavailable, StoreRefused
 */
export async function gatherReport(store: BlobStore, runs: readonly RunRecord[], specs: readonly ModelSpec[] = []): Promise<ReportData> {
  return { models: await Promise.all(runs.map((run) => gatherRun(store, run, specs))) };
}
