import { FIGURE } from "../../../model-code/core/monitor/figure-names";
import { newestFigures } from "../figures";
import { figure, lines } from "../kql";
import { type AlertContext, type AlertRule, DAY } from "./alert-rule";

/** Share of the month's compute hours at which its owner hears of it. */
export const HOURS_WARNING = 0.8;

const HOURLY = { everyMinutes: 60, lookBackMinutes: DAY } as const;

/** The last training run broke, or died; one that a gate refused did its work. */
export const retrainingFailedAlert = ({ model }: AlertContext): AlertRule => ({
  ...HOURLY,
  key: "retraining-failed",
  severity: "error",
  runbook: "docs/runbooks/retraining-failed.md",
  summary: `Training ${model.name} failed.`,
  query: lines(newestFigures(model.name, FIGURE.retrainingFailures), "| where Value >= 1", "| project TimeGenerated, Value"),
});

/** Compute hours of the month against `retraining.monthlyComputeHours`, above which the guard lets no run start. */
export const retrainingHoursAlert = ({ model }: AlertContext): AlertRule => {
  const { monthlyComputeHours } = model.retraining;
  return {
    ...HOURLY,
    key: "retraining-hours",
    severity: "warning",
    runbook: "docs/runbooks/retraining-hours.md",
    summary: `Training ${model.name} has used ${figure(HOURS_WARNING * 100)} % of the month's ${figure(monthlyComputeHours)} compute hours.`,
    query: lines(
      newestFigures(model.name, FIGURE.retrainingHours),
      `| where Value >= ${figure(HOURS_WARNING * monthlyComputeHours)}`,
      "| project TimeGenerated, Value",
    ),
  };
};
