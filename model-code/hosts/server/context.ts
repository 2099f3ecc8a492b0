import type { BlobStore } from "../../adapters/blob-store/blob-store";
import type { FeedbackLog, PredictionLog } from "../../adapters/prediction-log/prediction-log";
import { Refused } from "../../core/serving/problem-details";
import type { NewestReport } from "../scorer/newest-report";
import type { Scorer } from "../scorer/scorer";
import type { ServedModel } from "../scorer/served-model";
import type { ServerConfig } from "./config";
import type { ServerMetrics } from "./metrics";
import type { Traffic } from "./traffic";

/** What the server's plugins share. */
export interface ServerContext {
  readonly config: ServerConfig;
  readonly models: ReadonlyMap<string, ServedModel>;
  readonly reports: ReadonlyMap<string, NewestReport>;
  readonly scorer: Scorer;
  /** Where release manifests, predictions and the audit are. */
  readonly environment: BlobStore;
  readonly predictions: PredictionLog;
  readonly feedback: FeedbackLog;
  readonly metrics: ServerMetrics;
  readonly traffic: Traffic;
  readonly clock: () => Date;
  /** Set once the server is to end: it then answers what comes, and says that it is not ready. */
  isDraining: boolean;
}

/** @throws Refused if no such model is served here */
export function modelNamed({ models }: ServerContext, name: string): ServedModel {
  const model = models.get(name);
  if (model !== undefined) return model;
  throw new Refused("no-model", `Expected one of ${[...models.keys()].join(", ")}, got "${name.slice(0, 64)}".`);
}

/** The one model that is served; a request that could mean several must name one. */
export function theModel(context: ServerContext, named: unknown): ServedModel {
  if (typeof named === "string") return modelNamed(context, named);
  const [only, ...others] = context.models.values();
  if (named === undefined && only !== undefined && others.length === 0) return only;
  throw new Refused("contract", "The request must name its model.", [
    {
      where: "model",
      expected: `one of ${[...context.models.keys()].join(", ")}`,
      got: typeof named,
      remedy: "Name it, or use /models/<name>/predict.",
    },
  ]);
}

/** Whether the server takes requests: every model that is not retired answers, and one does at least. */
export function isReady({ models, isDraining }: ServerContext): boolean {
  const live = [...models.values()].filter((m) => !m.isRetired);
  return !isDraining && live.length > 0 && live.every((m) => m.serving !== null);
}

/** What is known of each model, for health and metadata. */
export const healthOf = (model: ServedModel) => ({
  ready: model.serving !== null,
  state: model.isRetired ? "retired" : (model.serving?.manifest.state ?? "waiting"),
  release: model.serving?.manifest.version ?? null,
  stable: model.serving?.stable.digest ?? null,
  candidate: model.serving?.candidate?.digest ?? null,
  problem: model.problem,
});
