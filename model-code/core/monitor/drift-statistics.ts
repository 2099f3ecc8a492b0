import { jensenShannonDivergence } from "./jensen-shannon";
import { kolmogorovSmirnov } from "./kolmogorov-smirnov";
import { populationStabilityIndex } from "./population-stability-index";

/** How far a window's distribution lies from the reference's. */
export interface DriftStatistics {
  readonly psi: number;
  /** In bits. */
  readonly jensenShannon: number;
  /** null for categories, which have no order. */
  readonly kolmogorovSmirnov: number | null;
}

/**
 * All statistics of one column.
 * @param ordered how many of the bins, the first, are in order; the others hold what is missing, rare or unseen
 */
export function driftStatistics(expected: Float64Array, actual: Float64Array, ordered: number): DriftStatistics {
  return {
    psi: populationStabilityIndex(expected, actual),
    jensenShannon: jensenShannonDivergence(expected, actual),
    kolmogorovSmirnov: ordered === 0 ? null : kolmogorovSmirnov(expected.subarray(0, ordered), actual.subarray(0, ordered)),
  };
}
