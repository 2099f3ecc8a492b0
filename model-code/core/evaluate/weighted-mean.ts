import type { Weighted } from "./metric";

/** Σ wᵢ·lᵢ / Σ wᵢ over the losses of the rows; NaN if the weights sum to 0 or there is no row. */
export const weightedMean =
  (losses: Float64Array): Weighted =>
  ({ weight, total }) => {
    let sum = 0;
    for (let i = 0; i < losses.length; i++) sum += weight[i]! * losses[i]!;
    return sum / total;
  };
