import { METRICS } from "../../../model-code/core/evaluate/metrics";
import { ANSWERS, FIGURE, testedFigure } from "../../../model-code/core/monitor/figure-names";
import { newestDrift, newestFigures, tableName } from "../figures";
import { figure, lines, text } from "../kql";
import { type AlertContext, type AlertRule, DAY } from "./alert-rule";

const DAILY = { everyMinutes: 60, lookBackMinutes: DAY } as const;

/**
 * Drift as the monitors call it: a share of the judged features of `monitors.driftedShare`, or the answers. The thresholds are the
 * package's own, calibrated by `monitors.falseAlarmRate`; they come with each row.
 */
export const driftAlert = ({ model }: AlertContext): AlertRule => ({
  ...DAILY,
  key: "drift",
  severity: "warning",
  runbook: "docs/runbooks/model-drift.md",
  summary: `What ${model.name} is asked, or what it answers, has moved away from what it was trained on.`,
  query: lines(
    newestDrift(model.name),
    "| where isnotnull(Threshold)",
    "| summarize Drifted = countif(Value > Threshold) > 0 by Feature",
    `| summarize Judged = countif(Feature != ${text(ANSWERS)}), Drifted = countif(Feature != ${text(ANSWERS)} and Drifted), Answers = countif(Feature == ${text(ANSWERS)} and Drifted)`,
    `| where (Drifted > 0 and Drifted >= ${figure(model.monitors.driftedShare)} * Judged) or Answers > 0`,
  ),
});

/** Decay as the monitors call it: all of the interval of `search.metric` is worse than the package's own test by `monitors.maxMetricLoss`. */
export const decayAlert = ({ model }: AlertContext): AlertRule => {
  const { name, trainsIn } = model;
  const { metric } = model.search;
  const { better, title } = METRICS[metric];
  const [end, worse] = better === "higher" ? ["Upper", "Tested - Best"] : ["Lower", "Best - Tested"];
  return {
    ...DAILY,
    key: "decay",
    severity: "error",
    runbook: "docs/runbooks/model-decay.md",
    summary: `${title} of ${name} is worse than in its own test by more than ${figure(model.monitors.maxMetricLoss)}. It trains in ${trainsIn}: where this is another environment, ask there by npx mlops retrain ${name} --reason decay --in ${trainsIn}.`,
    query: lines(
      newestFigures(model.name, metric, testedFigure(metric)),
      `| summarize Best = maxif(${end}, Metric == ${text(metric)}), Tested = maxif(Value, Metric == ${text(testedFigure(metric))})`,
      `| extend Loss = ${worse}`,
      `| where Loss > ${figure(model.monitors.maxMetricLoss)}`,
    ),
  };
};

/** The model answers, and its monitors say nothing: then no other alert about its quality could fire. */
export const silentMonitorsAlert = ({ model }: AlertContext): AlertRule => ({
  ...DAILY,
  key: "monitors-silent",
  severity: "error",
  runbook: "docs/runbooks/monitors-silent.md",
  summary: `${model.name} answers, but its monitors have said nothing for a day.`,
  query: lines(
    `let answers = toscalar(${tableName("predictions")} | where Model == ${text(model.name)} and Mode == "stable" | count);`,
    tableName("modelMetrics"),
    `| where Model == ${text(model.name)} and Metric == ${text(FIGURE.state)}`,
    "| summarize Reports = count()",
    "| where Reports == 0 and answers > 0",
  ),
});
