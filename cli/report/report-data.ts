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
  const of = <T>(step: string, output: string, path: string) => read<T>(store, run, step, output, path);
  const [
    watermark,
    quality,
    adjustments,
    manifest,
    split,
    selection,
    search,
    candidates,
    evaluation,
    adopted,
    verdict,
    document,
    card,
    registration,
  ] = await Promise.all([
    of<Watermark>("ingest", "raw", "watermark.json"),
    of<Quality>("validate", "valid", "quality.json"),
    of<Readonly<Record<string, Adjustments>>>("clean", "clean", "adjustments.json"),
    of<DataManifest>("curate", "curated", "manifest.json"),
    of<SplitPlan>("split", "training", "split.json"),
    of<FeatureSelection>("select-features", "selected", "selection.json"),
    of<SearchDocument>("tune", "search", "search.json"),
    of<TrainedDocument>("train", "candidates", "candidates.json"),
    of<Evaluation>("evaluate", "evaluation", "evaluation.json"),
    of<AdoptedDocument>("evaluate", "evaluation", ADOPTED_FILES.document),
    of<VerdictDocument>("select-best", "verdict", "verdict.json"),
    of<PackageDocument>("package", "package", PACKAGE_FILES.document),
    of<ModelFacts>("package", "package", PACKAGE_FILES.cardData),
    of<Registration>("register", "registration", "registration.json"),
  ]);
  const spec = specs.find((s) => s.name === run.model);
  return {
    run,
    facts: "missing" in card && spec !== undefined ? { found: spec } : card,
    documents: {
      watermark,
      quality,
      adjustments,
      manifest,
      split,
      selection,
      search,
      candidates,
      evaluation,
      adopted,
      verdict,
      package: document,
      registration,
    },
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
