import { hostname } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import pino from "pino";
import { connect } from "../../adapters/blob-store/connect";
import { blobSink } from "../../adapters/prediction-log/blob-sink";
import { type FeedbackLog, openFeedbackLog, openPredictionLog, type PredictionLog } from "../../adapters/prediction-log/prediction-log";
import { Scorer } from "../scorer/scorer";
import { ServedModel } from "../scorer/served-model";
import { buildApp } from "./app";
import type { ServerConfig } from "./config";
import type { ServerContext } from "./context";
import { drain } from "./drain";
import { serverMetrics } from "./metrics";

/** A scorer that listens. */
export interface RunningServer {
  readonly app: FastifyInstance;
  readonly context: ServerContext;
  /** http://host:port */
  readonly address: string;
  /** Looks at every release manifest now. */
  poll(): Promise<void>;
  /** Ends it: no request is dropped, no logged prediction is lost. */
  stop(): Promise<void>;
}

/** What a test or a bench may put in the place of the real thing. */
export interface ServerParts {
  /** Of what is logged and of tokens. */
  readonly clock: () => Date;
  readonly predictions: PredictionLog;
  readonly feedback: FeedbackLog;
}

/**
 * Starts the scorer. It listens at once, and is ready when its models are loaded; a store that is away keeps it waiting, not from starting.
 */
export async function startServer(config: ServerConfig, parts: Partial<ServerParts> = {}): Promise<RunningServer> {
  const clock = parts.clock ?? (() => new Date());
  const logger = pino({ level: config.logLevel, base: { service: "scorer" } });
  const [environment, packages] = [connect(config.storeUrl), connect(config.packagesUrl)];
  const sinks = [blobSink(environment)] as const;
  const writer = hostname();
  const flushMilliseconds = 1000 * config.logFlushSeconds;
  const [predictions, feedback] = await Promise.all([
    parts.predictions ??
      openPredictionLog({ spoolDirectory: join(config.spoolDirectory, "predictions"), writer, sinks, flushMilliseconds }),
    parts.feedback ?? openFeedbackLog({ spoolDirectory: join(config.spoolDirectory, "feedback"), writer, sinks, flushMilliseconds }),
  ]);
  const models = new Map(
    config.models.map((model) => [model, new ServedModel({ model, packages, environment, cache: config.cacheDirectory })]),
  );
  const metrics = serverMetrics({
    models: () => models.values(),
    shadowsDropped: () => scorer.shadowsDropped,
    logs: () => ({ predictions: predictions.stats, feedback: feedback.stats }),
  });
  const scorer = new Scorer({ log: predictions, clock, onRecord: metrics.prediction });
  const context: ServerContext = { config, models, scorer, predictions, feedback, metrics, clock, isDraining: false };
  const app = await buildApp(context, logger);
  const address = await app.listen({ host: config.host, port: config.port });

  const told = new Map<string, string | null>();
  const poll = async () => {
    await Promise.all([...models.values()].map((m) => m.poll()));
    for (const m of models.values()) {
      const state = m.problem ?? (m.serving === null ? null : `release ${m.serving.manifest.version}: ${m.serving.stable.digest}`);
      if (told.get(m.name) !== state) logger[m.problem === null ? "info" : "warn"]({ model: m.name }, state ?? "nothing is served");
      told.set(m.name, state);
    }
  };
  let timer: NodeJS.Timeout | undefined;
  let stopping: Promise<void> | undefined;
  const keepPolling = () => {
    void poll().finally(() => {
      if (stopping === undefined) timer = setTimeout(keepPolling, config.pollSeconds * 1000);
    });
  };
  keepPolling();

  const stop = async () => {
    clearTimeout(timer);
    await drain(app, context);
    await Promise.all([predictions.close(), feedback.close()]);
    logger.flush();
  };
  return {
    app,
    context,
    address,
    poll,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}
