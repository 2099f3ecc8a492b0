import type { Logger } from "pino";
import { connect } from "../../adapters/blob-store/connect";
import type { FeedbackLog, PredictionLog } from "../../adapters/prediction-log/prediction-log";
import type { PredictionRecord } from "../../core/serving/prediction-record";
import { NewestReport } from "../scorer/newest-report";
import { Scorer } from "../scorer/scorer";
import { ServedModel } from "../scorer/served-model";
import type { ServerConfig } from "./config";
import type { ServerContext } from "./context";
import { serverMetrics } from "./metrics";
import { openLogs } from "./open-logs";
import { Traffic } from "./traffic";

/** What a test, a bench or another host may put in the place of the real thing. */
export interface ServerParts {
  /** Of what is logged and of tokens. */
  readonly clock: () => Date;
  readonly logs: { readonly predictions: PredictionLog; readonly feedback: FeedbackLog };
}

/** What answers, before anybody listens. */
export interface OpenContext {
  readonly context: ServerContext;
  /** Looks at every release manifest now. Never fails: what is wrong is told, once. */
  poll(): Promise<void>;
}

/** Opens logs and models; the models are loaded by the first poll. */
export async function openContext(config: ServerConfig, logger: Logger, parts: Partial<ServerParts> = {}): Promise<OpenContext> {
  const clock = parts.clock ?? (() => new Date());
  const [environment, packages] = [connect(config.storeUrl), connect(config.packagesUrl)];
  const { predictions, feedback } = parts.logs ?? (await openLogs(config, environment));
  const models = new Map(
    config.models.map((model) => [model, new ServedModel({ model, packages, environment, cache: config.cacheDirectory })]),
  );
  const reports = new Map(config.models.map((model) => [model, new NewestReport(environment, model)]));
  const metrics = serverMetrics({
    models: () => models.values(),
    reports: () => [...reports.values()].flatMap((r) => (r.current === null ? [] : [r.current])),
    shadowsDropped: () => scorer.shadowsDropped,
    logs: () => ({ predictions: predictions.stats, feedback: feedback.stats }),
  });
  const traffic = new Traffic();
  const onRecord = (record: PredictionRecord) => {
    metrics.prediction(record);
    traffic.prediction(record);
  };
  const scorer = new Scorer({ log: predictions, clock, onRecord });
  const context: ServerContext = {
    ...{ config, models, reports, scorer, environment, predictions, feedback, metrics, traffic, clock },
    isDraining: false,
  };

  const told = new Map<string, string | null>();
  const poll = async () => {
    await Promise.all([...models.values(), ...reports.values()].map((m) => m.poll()));
    for (const m of models.values()) {
      const state = m.problem ?? (m.serving === null ? null : `release ${m.serving.manifest.version}: ${m.serving.stable.digest}`);
      if (told.get(m.name) !== state) logger[m.problem === null ? "info" : "warn"]({ model: m.name }, state ?? "nothing is served");
      told.set(m.name, state);
    }
  };
  return { context, poll };
}
