import type { FastifyInstance } from "fastify";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { LogStats } from "../../adapters/prediction-log/record-log";
import type { ColumnDrift } from "../../core/monitor/column-drift";
import type { ShownReport } from "../../core/monitor/shown-report";
import type { PredictionRecord } from "../../core/serving/prediction-record";
import type { Refusal } from "../../core/serving/problem-details";
import type { ServedModel } from "../scorer/served-model";
import { tallied } from "./tallied";

/** What is measured; scraped at `/metrics`. */
export interface ServerMetrics {
  readonly registry: Registry;
  request(method: string, route: string, status: number, seconds: number): void;
  prediction(record: PredictionRecord): void;
  refused(refusal: Refusal): void;
}

/** What the metrics ask for when they are scraped. */
export interface Measured {
  readonly models: () => Iterable<ServedModel>;
  readonly reports: () => Iterable<ShownReport>;
  readonly shadowsDropped: () => number;
  readonly logs: () => Readonly<Record<string, LogStats>>;
}

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export function serverMetrics({ models, reports, shadowsDropped, logs }: Measured): ServerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const request = tallied({
    name: "mlops_http_requests_total",
    help: "Requests answered.",
    labelNames: ["method", "route", "status"],
    registers,
  });
  const durations = new Histogram({
    name: "mlops_http_request_duration_seconds",
    help: "Time from a request's head to its answer.",
    labelNames: ["route"],
    buckets: SECONDS,
    registers,
  });
  const prediction = tallied({
    name: "mlops_predictions_total",
    help: "Rows scored, by the version that scored.",
    labelNames: ["model", "digest", "arm", "status"],
    registers,
  });
  const refusals = new Counter({
    name: "mlops_refused_total",
    help: "Requests refused, by the kind of problem that the answer names.",
    labelNames: ["refusal"],
    registers,
  });
  const scoring = new Histogram({
    name: "mlops_scoring_duration_seconds",
    help: "Time that scoring took for a row's request.",
    labelNames: ["model", "arm"],
    buckets: SECONDS,
    registers,
  });
  const unusual = new Counter({
    name: "mlops_out_of_range_total",
    help: "Rows with a feature unlike anything that training saw.",
    labelNames: ["model"],
    registers,
  });
  new Gauge({
    name: "mlops_model_ready",
    help: "1 while a version of the model answers.",
    labelNames: ["model"],
    registers,
    collect() {
      this.reset();
      for (const m of models()) this.set({ model: m.name }, m.serving === null ? 0 : 1);
    },
  });
  new Gauge({
    name: "mlops_model_problem",
    help: "1 while what is served is not what the release manifest says, or can't be known to be.",
    labelNames: ["model"],
    registers,
    collect() {
      this.reset();
      for (const m of models()) this.set({ model: m.name }, m.problem === null ? 0 : 1);
    },
  });
  new Gauge({
    name: "mlops_served_weight",
    help: "Share of the callers that a version answers; 0 for a shadow.",
    labelNames: ["model", "digest", "arm", "release"],
    registers,
    collect() {
      this.reset();
      for (const { name, serving } of models()) {
        if (serving === null) continue;
        const { manifest, stable, candidate } = serving;
        const release = String(manifest.version);
        const weight = candidate !== null && manifest.candidate?.mode === "canary" ? manifest.candidate.weight : 0;
        this.set({ model: name, digest: stable.digest, arm: "stable", release }, 1 - weight);
        const arm = manifest.candidate?.mode === "canary" ? "canary" : "shadow";
        if (candidate !== null) this.set({ model: name, digest: candidate.digest, arm, release }, weight);
      }
    },
  });
  const drift = (name: string, help: string, of: (column: ColumnDrift) => ColumnDrift["threshold"]) =>
    new Gauge({
      name,
      help,
      labelNames: ["model", "column", "statistic"],
      registers,
      collect() {
        this.reset();
        for (const { model, features, prediction } of reports())
          for (const column of [...features, ...(prediction === null ? [] : [prediction])])
            for (const [statistic, value] of Object.entries(of(column) ?? {}))
              if (typeof value === "number") this.set({ model, column: column.name, statistic }, value);
      },
    });
  drift("mlops_drift", "Drift of a feature, or of the answers, as of the newest monitor report.", (c) => c.statistics);
  drift("mlops_drift_threshold", "What it is held to.", (c) => c.threshold);
  new Gauge({
    name: "mlops_monitor_state",
    help: "1 for the state that the newest monitor report decided.",
    labelNames: ["model", "state"],
    registers,
    collect() {
      this.reset();
      for (const { model, decision } of reports()) this.set({ model, state: decision.state }, 1);
    },
  });
  new Gauge({
    name: "mlops_monitor_as_of_seconds",
    help: "The day of the newest monitor report, in seconds since 1970.",
    labelNames: ["model"],
    registers,
    collect() {
      this.reset();
      for (const { model, asOf } of reports()) this.set({ model }, Date.parse(asOf) / 1000);
    },
  });
  new Counter({
    name: "mlops_shadow_dropped_total",
    help: "Rows that the shadow did not score, since too many waited or they do not fit its contract.",
    registers,
    collect() {
      this.reset();
      this.inc(shadowsDropped());
    },
  });
  const logGauge = (name: string, help: string, of: (stats: LogStats) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ["log"],
      registers,
      collect() {
        for (const [log, stats] of Object.entries(logs())) this.set({ log }, of(stats));
      },
    });
  logGauge("mlops_log_spooled_bytes", "Bytes on their way to the store.", (s) => s.spooledBytes + s.bufferedBytes);
  logGauge("mlops_log_delivered_records", "Records that are with the store.", (s) => s.delivered);
  logGauge("mlops_log_refused_records", "Records that were not taken, so that their requests were refused.", (s) => s.refused);
  logGauge("mlops_log_dropped_records", "Records that Log Analytics will never have; the store has them.", (s) => s.dropped);
  logGauge("mlops_log_rejected_lines", "Lines that could not be read back and were put aside in the spool.", (s) => s.rejected);
  logGauge("mlops_log_aged_files", "Files of lines put aside that were removed for their age.", (s) => s.aged);
  logGauge("mlops_log_failing", "1 while disk or store do not take records.", (s) => (s.failure === null ? 0 : 1));

  return {
    registry,
    request(method, route, status, seconds) {
      request(method, route, status);
      durations.observe({ route }, seconds);
    },
    prediction({ model, digest, arm, status, latencyMs, outOfRange }) {
      prediction(model, digest, arm, status);
      scoring.observe({ model, arm }, latencyMs / 1000);
      if (outOfRange.length > 0) unusual.inc({ model });
    },
    refused(refusal) {
      refusals.inc({ refusal });
    },
  };
}

/** Counts every answer, and shows all that is measured at `/metrics`. */
export function addMetrics(app: FastifyInstance, metrics: ServerMetrics): void {
  app.addHook("onResponse", (request, reply, done) => {
    metrics.request(request.method, request.routeOptions.url ?? "none", reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
  app.get(
    "/metrics",
    {
      config: { rateLimit: false, pressureHandler: () => {} },
      schema: { tags: ["operation"], summary: "What is measured, for Prometheus", produces: ["text/plain"] },
    },
    async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}
