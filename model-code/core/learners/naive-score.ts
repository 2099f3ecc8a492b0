import { float32, numberColumn, weighted } from "./columns";
import type { Learner } from "./learner";

export interface NaiveScore {
  readonly feature: string;
  /** Stands in for a missing value. */
  readonly median: number;
}

/** Weighted median: the smallest value at which half of the weight is reached; 0 if there is none. */
function median(values: Float64Array, weight: Float64Array): number {
  const order = Array.from(values.keys())
    .filter((i) => !Number.isNaN(values[i]!))
    .sort((a, b) => values[a]! - values[b]!);
  const half = order.reduce((sum, i) => sum + weight[i]!, 0) / 2;
  let reached = 0;
  for (const i of order) {
    reached += weight[i]!;
    if (reached >= half) return values[i]!;
  }
  return 0;
}

/**
 * Scores a row by one feature as it is: the rule of thumb that a model must beat.
 * For classification the score is a log-odds only after calibration.
 */
export const naiveScore: Learner<NaiveScore> = {
  name: "naive-score",
  title: "One feature, as it is",
  tasks: ["binary-classification", "regression"],
  baseline: true,
  complexity: 1,
  params: { feature: { type: "string", description: "The number feature whose value is the score." } },
  fit(data, params) {
    const feature = String(params.feature);
    const values = numberColumn(data.features, feature);
    const { rows, weight } = weighted(data);
    return {
      feature,
      median: median(
        Float64Array.from(rows, (i) => float32(values[i]!)),
        weight,
      ),
    };
  },
  score: ({ feature, median }, features) => numberColumn(features, feature).map((value) => (Number.isNaN(value) ? median : float32(value))),
  importance: ({ feature }) => [{ feature, share: 1 }],
};
