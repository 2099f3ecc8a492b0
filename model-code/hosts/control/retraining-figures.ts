import { FIGURE } from "../../core/monitor/figure-names";
import type { RetrainingLedger } from "../../core/monitor/ledger";
import { brokenInARow, hoursOfMonth } from "../../core/monitor/retraining-runs";
import { metricRow } from "./metric-row";
import type { ModelMetricRow } from "./telemetry";

/** What a model's retrainings cost and whether they break, as rows of the table of model metrics; none for one that was never retrained. */
export function retrainingFigures(ledger: RetrainingLedger, at: Date): readonly ModelMetricRow[] {
  if (ledger.runs.length === 0) return [];
  const Samples = ledger.runs.length;
  return [
    metricRow(ledger.model, at, FIGURE.retrainingHours, hoursOfMonth(ledger, at), { Samples }),
    metricRow(ledger.model, at, FIGURE.retrainingFailures, brokenInARow(ledger, at), { Samples }),
  ];
}
