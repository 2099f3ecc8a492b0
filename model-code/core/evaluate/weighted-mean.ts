import type { Weighted } from "./metric";

/** Σ wᵢ·lᵢ / Σ wᵢ over the losses of the rows; NaN if the weights sum to 0 or there is no row. */
export function weightedMean(losses: Float64Array): Weighted {
  const once = new Float64Array(losses.length).fill(1);
  return (weight = once) => {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < losses.length; i++) {
      const w = weight[i]!;
      sum += w * losses[i]!;
      total += w;
    }
    return sum / total;
  };
}
