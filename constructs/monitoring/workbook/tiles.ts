import { METRICS } from "../../../model-code/core/evaluate/metrics";
import { ANSWERS, FIGURE, testedFigure } from "../../../model-code/core/monitor/figure-names";
import type { AlertContext } from "../alerts/alert-rule";
import { mostOf } from "../alerts/data";
import { newestDrift, newestFigures, tableName } from "../figures";
import { figure, lines, text } from "../kql";
import { requests } from "../requests";
import type { Tile } from "./items";

const NO_REQUESTS = "Nobody has asked in this time.";
const NO_REPORT = "The monitors have said nothing in this time.";

/** What callers see: how many ask, what they get, how fast, from which version. */
export const serviceTiles = ({ model, by }: AlertContext): readonly Tile[] => {
  const { availability, p95Milliseconds } = model.serving.slo;
  return [
    {
      title: "Traffic",
      as: "timechart",
      empty: NO_REQUESTS,
      query: lines(requests(by), "| summarize Requests = count() by bin(TimeGenerated, 15m)"),
    },
    {
      title: "Answers by status",
      as: "areachart",
      empty: NO_REQUESTS,
      query: lines(requests(by), "| summarize Requests = count() by Answer = tostring(Status), bin(TimeGenerated, 15m)"),
    },
    {
      title: "Availability, and its objective",
      as: "timechart",
      empty: NO_REQUESTS,
      query: lines(
        requests(by),
        `| summarize Availability = todouble(countif(Status < 500)) / count(), Objective = ${figure(availability)} by bin(TimeGenerated, 1h)`,
      ),
    },
    {
      title: "Latency in milliseconds, and its objective",
      as: "timechart",
      empty: NO_REQUESTS,
      query: lines(
        requests(by),
        "| where Status < 400",
        `| summarize Median = percentile(Milliseconds, 50), P95 = percentile(Milliseconds, 95), Objective = todouble(${figure(p95Milliseconds)}) by bin(TimeGenerated, 15m)`,
      ),
    },
    {
      title: "Versions",
      as: "areachart",
      width: 100,
      empty: "Nothing was scored in this time.",
      query: lines(
        tableName("predictions"),
        `| where Model == ${text(model.name)}`,
        '| summarize Rows = count() by Version = strcat(Mode, " ", substring(Digest, 0, 12)), bin(TimeGenerated, 15m)',
      ),
    },
  ];
};

/** What the monitors found: how far from the training data, how much worse than in the package's own test. */
export const qualityTiles = ({ model }: AlertContext): readonly Tile[] => {
  const { metric } = model.search;
  const { title, better } = METRICS[metric];
  const { maxMetricLoss, driftedShare } = model.monitors;
  return [
    {
      title: "Drift by feature, as a share of its threshold",
      as: "barchart",
      empty: NO_REPORT,
      query: lines(
        newestDrift(model.name),
        "| where isnotnull(Threshold) and Threshold > 0",
        "| summarize Share = max(Value / Threshold) by Feature",
        "| order by Share desc",
      ),
    },
    {
      title: "Drifted features as a share of those judged, and what makes drift",
      as: "timechart",
      empty: NO_REPORT,
      query: lines(
        tableName("drift"),
        `| where Model == ${text(model.name)} and isnotnull(Threshold) and Feature != ${text(ANSWERS)}`,
        "| summarize Drifted = countif(Value > Threshold) > 0 by Feature, TimeGenerated",
        `| summarize Share = todouble(countif(Drifted)) / count(), Limit = ${figure(driftedShare)} by TimeGenerated`,
      ),
    },
    {
      title: `${title}: in service, in the package's own test, and what would be decay`,
      as: "timechart",
      width: 100,
      empty: "No labels have come in this time, or too few.",
      query: lines(
        tableName("modelMetrics"),
        `| where Model == ${text(model.name)} and Metric in (${text(metric)}, ${text(testedFigure(metric))})`,
        `| summarize InService = maxif(Value, Metric == ${text(metric)}), Lower = maxif(Lower, Metric == ${text(metric)}), Upper = maxif(Upper, Metric == ${text(metric)}), Tested = maxif(Value, Metric == ${text(testedFigure(metric))}) by bin(TimeGenerated, 1d)`,
        `| extend Decay = Tested ${better === "higher" ? "-" : "+"} ${figure(maxMetricLoss)}`,
      ),
    },
  ];
};

/** What was decided about releases, by whom and why, as the audit has it. */
export const decisionTiles = ({ model }: AlertContext): readonly Tile[] => [
  {
    title: "Decisions",
    as: "table",
    width: 100,
    empty: "Nothing was decided in this time.",
    query: lines(
      tableName("audit"),
      `| where Model == ${text(model.name)}`,
      "| summarize take_any(Decided, Decision, Digest, Actor, Reason) by Sequence, Hash",
      "| project Sequence, Decided, Decision, Version = substring(Digest, 0, 12), Actor, Reason",
      "| order by Sequence desc",
    ),
  },
];

/** What the contract found in the data that was prepared last, beside what it allows. */
export const dataTiles = ({ model }: AlertContext): readonly Tile[] => [
  {
    title: "Rows quarantined, as a share, and what the contract allows",
    as: "table",
    empty: "No data was prepared in this time.",
    query: lines(
      mostOf(model.sources.map((s) => [s.name, s.contract.maxRejectedShare])),
      newestFigures(model.name, FIGURE.rejectedShare),
      "| join kind=inner most on Slice",
      "| project Source = Slice, Quarantined = Value, Most, Rows = Samples, Measured = TimeGenerated",
    ),
  },
  {
    title: "Sessions by which data is late, and what the contract allows",
    as: "table",
    empty: "No data was prepared in this time.",
    query: lines(
      mostOf(model.sources.flatMap((s) => (s.contract.freshness ? [[s.name, s.contract.freshness.maxSessionsLate] as const] : []))),
      newestFigures(model.name, FIGURE.dataLate),
      "| join kind=leftouter most on Slice",
      "| project Source = Slice, Late = Value, Most, Measured = TimeGenerated",
    ),
  },
];

/** What the logs know of cost: gigabytes that the model logs, and hours that it trains. Money is in Cost Management, by tag. */
export const costTiles = ({ model }: AlertContext): readonly Tile[] => [
  {
    title: "Cost: gigabytes that predictions take in the logs, by day",
    as: "barchart",
    empty: "Nothing was scored in this time.",
    query: lines(
      tableName("predictions"),
      `| where Model == ${text(model.name)}`,
      "| summarize Gigabytes = sum(_BilledSize) / exp10(9) by bin(TimeGenerated, 1d)",
    ),
  },
  {
    title: "Cost: training hours of the month, and what there are",
    as: "timechart",
    empty: "It was not trained in this time.",
    query: lines(
      tableName("modelMetrics"),
      `| where Model == ${text(model.name)} and Metric == ${text(FIGURE.retrainingHours)}`,
      `| summarize Used = max(Value), Budget = todouble(${figure(model.retraining.monthlyComputeHours)}) by bin(TimeGenerated, 1d)`,
    ),
  },
];
