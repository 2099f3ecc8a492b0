import type { ModelSpec } from "../spec/model-schema";
import type { Anomaly } from "./anomalies";
import type { ColumnDrift } from "./column-drift";
import type { AnswerFreshness } from "./freshness";
import type { LabelCounts } from "./missing-labels";
import type { Performance } from "./performance";

/** From good to bad. */
export const MODEL_STATES = ["healthy", "watch", "retrain", "retire"] as const;
export type ModelState = (typeof MODEL_STATES)[number];

export interface Reason {
  readonly code: "decay" | "drift" | "prediction-drift" | "drift-not-judged" | "anomaly" | "stale" | "missing-labels" | "no-rows";
  /** What the reason alone would make of the model. */
  readonly state: Exclude<ModelState, "healthy">;
  /** A plain sentence with the figures. */
  readonly why: string;
}

export interface Decision {
  /** The worst state of its reasons. */
  readonly state: ModelState;
  readonly reasons: readonly Reason[];
}

/** What the monitors found. */
export interface Findings {
  readonly rows: number;
  /** Why rows enough to be measured have nothing to be held to; null if they have, or are too few. */
  readonly withoutLimits: string | null;
  readonly features: readonly ColumnDrift[];
  readonly prediction: ColumnDrift | null;
  readonly performance: Performance;
  readonly labels: LabelCounts;
  readonly anomalies: readonly Anomaly[];
  readonly freshness: AnswerFreshness;
}

export type DecisionPolicy = Pick<ModelSpec, "monitors" | "retraining">;

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const STATISTIC = { psi: "PSI", jensenShannon: "Jensen–Shannon", kolmogorovSmirnov: "Kolmogorov–Smirnov" } as const;

/** The statistics of a column that exceed their thresholds, with both. */
export const exceededText = ({ exceeded, statistics, threshold }: ColumnDrift): string =>
  exceeded.map((name) => `${STATISTIC[name]} ${statistics[name]?.toFixed(3)} above ${threshold?.[name]?.toFixed(3)}`).join(", ");

function staleText({ late: [worst], lateCount, allowed }: AnswerFreshness): string {
  if (worst === undefined) return `rows came of ${lateCount} whose newest is more than ${allowed} sessions ago`;
  const whose = worst.entity === "" ? "the newest row" : `the newest row of ${worst.entity}`;
  const others = lateCount === 1 ? "" : `, and ${lateCount - 1} more are late`;
  return `${whose} is of ${worst.newest}, ${worst.sessionsLate} sessions ago, where ${allowed} are allowed${others}`;
}

/**
 * Says what the findings ask for. Drift is a share of the judged features of at least `monitors.driftedShare`, or a drifted prediction.
 * Drift and decay are `retrain` where `retraining.triggers` names them, else `watch`. Decay after `retraining.retireAfterRefusals`
 * retrainings in a row that the gates refused is `retire`. All else is `watch`, and so is drift that could be measured, but not judged.
 *
 * @param refusedInARow as the ledger of retrainings has it
 */
export function decide(findings: Findings, { monitors, retraining }: DecisionPolicy, refusedInARow: number): Decision {
  const { features, prediction, performance, labels, anomalies, freshness } = findings;
  const reasons: Reason[] = [];
  const asks = (trigger: "drift" | "decay") => (retraining.triggers.includes(trigger) ? "retrain" : "watch");

  if (performance.decayed) {
    if (refusedInARow >= retraining.retireAfterRefusals) {
      const why = `${performance.why}; the gates refused the last ${refusedInARow} retrainings`;
      reasons.push({ code: "decay", state: "retire", why });
    } else reasons.push({ code: "decay", state: asks("decay"), why: performance.why });
  }
  const judged = features.filter((f) => f.threshold !== null);
  const drifted = judged.filter((f) => f.exceeded.length > 0);
  if (drifted.length > 0) {
    const names = drifted.map((f) => f.name).join(", ");
    const enough = drifted.length >= monitors.driftedShare * judged.length;
    const why = `${drifted.length} of ${judged.length} features drifted (${names}); ${percent(monitors.driftedShare)} make drift`;
    reasons.push({ code: "drift", state: enough ? asks("drift") : "watch", why });
  }
  if (prediction !== null && prediction.exceeded.length > 0)
    reasons.push({ code: "prediction-drift", state: asks("drift"), why: `the answers drifted: ${exceededText(prediction)}` });
  if (findings.withoutLimits !== null)
    reasons.push({ code: "drift-not-judged", state: "watch", why: `drift is not judged yet: ${findings.withoutLimits}` });
  if (anomalies.length > 0) {
    const worst = anomalies.reduce((a, b) => (Math.abs(b.score) > Math.abs(a.score) ? b : a));
    const why = `${anomalies.length} sessions with an odd mean answer, at worst ${worst.score.toFixed(1)} standard deviations off`;
    reasons.push({ code: "anomaly", state: "watch", why });
  }
  if (findings.rows === 0) reasons.push({ code: "no-rows", state: "watch", why: "nothing was asked in the window" });
  if (freshness.lateCount > 0) reasons.push({ code: "stale", state: "watch", why: staleText(freshness) });
  if (labels.missing > 0 && labels.missing >= labels.known)
    reasons.push({ code: "missing-labels", state: "watch", why: `${labels.missing} labels are overdue, ${labels.known} have come` });

  const state = MODEL_STATES[Math.max(0, ...reasons.map((r) => MODEL_STATES.indexOf(r.state)))]!;
  return { state, reasons };
}
