import { resolve } from "node:path";
import type { Command } from "commander";
import { loadModel } from "../../model-code/adapters/model-files";
import { parseDay } from "../../model-code/core/data/day";
import { exceededText } from "../../model-code/core/monitor/decide";
import type { MonitorReport } from "../../model-code/core/monitor/monitor";
import { sampleText } from "../../model-code/core/monitor/monitor-sample";
import { monitorTick } from "../../model-code/hosts/control/ticks";
import { MODELS } from "../paths";
import { type EnvironmentOptions, useEnvironment, withEnvironment } from "../session";
import { WrongUse } from "../wrong-use";

interface MonitorFlags extends EnvironmentOptions {
  readonly models: string;
  readonly asOf?: string;
  readonly json?: boolean;
}

const figure = (value: number | null): string => (value === null ? "undetermined" : value.toFixed(3));

/** A report as a person reads it. */
function reportText({
  model,
  digest,
  asOf,
  window,
  sampled,
  decision,
  performance,
  labels,
  features,
  prediction,
  driftUnjudged,
}: MonitorReport): string {
  const drifted = [...features, ...(prediction === null ? [] : [prediction])].filter((column) => column.exceeded.length > 0);
  return [
    `${model}: ${decision.state}, on ${asOf}`,
    ...decision.reasons.map((r) => `  ${r.state.padEnd(8)} ${r.why}`),
    `  ${window.rows} answers in ${window.sessions} sessions, ${window.from} to ${window.to}, by package ${digest}`,
    ...(sampled === undefined ? [] : [`  ${sampleText(sampled)}; counts are the sample's`]),
    `  ${labels.known} labels known, ${labels.pending} to come, ${labels.missing} overdue`,
    ...performance.metrics.map(
      (m) => `  ${m.metric} ${figure(m.value)} [${figure(m.lower)}, ${figure(m.upper)}], in its own test ${figure(m.reference)}`,
    ),
    ...(driftUnjudged === null || decision.reasons.some((r) => r.code === "drift-not-judged")
      ? []
      : [`  drift is not judged: ${driftUnjudged}`]),
    ...drifted.map((column) => `  ${column.name} drifted: ${exceededText(column)}`),
  ].join("\n");
}

export function addMonitor(program: Command): void {
  withEnvironment(
    program
      .command("monitor")
      .summary("judge what a model answers against what it was made of")
      .description(
        "Judge the answers of the version that is served, and the labels that have come, against the package: drift, performance, freshness, anomalies. The report is kept; it starts nothing.",
      )
      .argument("<model>", "the model's name")
      .option("--models <dir>", "folder with the models", MODELS)
      .option("--as-of <date>", "judge the rows up to this day, YYYY-MM-DD, instead of today, by all labels that have come since")
      .option("--json", "print the report as JSON and nothing else"),
  ).action(async (name: string, flags: MonitorFlags) => {
    if (flags.asOf !== undefined && Number.isNaN(parseDay(flags.asOf)))
      throw new WrongUse(`--as-of: expected a date YYYY-MM-DD, got "${flags.asOf}". Correct it.`);
    const model = loadModel(resolve(flags.models), name).spec;
    await useEnvironment(flags, async (places) => {
      const { report } = await monitorTick({ model, places, clock: () => new Date(), asOf: flags.asOf });
      console.log(flags.json === true ? JSON.stringify(report) : reportText(report));
    });
  });
}
