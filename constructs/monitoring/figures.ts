import { lines, text } from "./kql";
import { TABLES } from "./tables";

/** A table's name in queries. */
export const tableName = (key: keyof typeof TABLES): string => `${TABLES[key].name}_CL`;

/** KQL: the newest row of each of a model's figures, with `Metric`, `Slice`, `TimeGenerated`, `Value`, `Lower`, `Upper`, `Samples`. */
export const newestFigures = (model: string, ...metrics: readonly string[]): string =>
  lines(
    tableName("modelMetrics"),
    `| where Model == ${text(model)} and Metric in (${metrics.map(text).join(", ")})`,
    "| summarize arg_max(TimeGenerated, Value, Lower, Upper, Samples) by Metric, Slice",
  );

/** KQL: a model's newest report of drift, with `Feature`, `Statistic`, `Value`, `Threshold`; rows that are not judged have no threshold. */
export const newestDrift = (model: string): string =>
  lines(
    `let rows = ${tableName("drift")} | where Model == ${text(model)};`,
    "let newest = toscalar(rows | summarize max(TimeGenerated));",
    "rows",
    "| where TimeGenerated == newest",
  );
