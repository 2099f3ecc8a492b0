const { floor, log2 } = Math;

const LOWEST_OCTAVE = -6;
const HIGHEST_OCTAVE = 16;
const BINS_PER_OCTAVE = 16;

/**
 * Bins of latencies, each 4.4 % wider than the one before: the first holds all below 1/64 ms, the last all from 65.5 s on. Two histograms
 * are merged by adding them.
 * @see Masson, Rim and Lee, DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees (2019)
 */
export const LATENCY_BINS = (HIGHEST_OCTAVE - LOWEST_OCTAVE) * BINS_PER_OCTAVE + 2;

/** The bin of a latency in milliseconds. */
export function latencyBin(milliseconds: number): number {
  const at = floor((log2(milliseconds) - LOWEST_OCTAVE) * BINS_PER_OCTAVE) + 1;
  return at >= LATENCY_BINS ? LATENCY_BINS - 1 : at > 0 ? at : 0;
}

/** Where a bin begins, in milliseconds: for a share of its width, too. */
export const latencyAt = (bin: number): number => 2 ** (LOWEST_OCTAVE + (bin - 1) / BINS_PER_OCTAVE);

/** How many were counted. */
export function runsIn(counts: Float64Array): number {
  let total = 0;
  for (let bin = 0; bin < LATENCY_BINS; bin++) total += counts[bin]!;
  return total;
}

/**
 * A quantile in milliseconds; within a bin, latencies are taken to lie evenly on the logarithmic scale.
 * @param counts length LATENCY_BINS
 * @param share 0 to 1; what lies beyond counts as the end
 * @returns NaN if nothing was counted
 */
export function latencyQuantile(counts: Float64Array, share: number): number {
  const total = runsIn(counts);
  if (total === 0) return Number.NaN;
  const wanted = share >= 1 ? total : share > 0 ? share * total : 0;
  let below = 0;
  for (let bin = 0; bin < LATENCY_BINS; bin++) {
    const here = counts[bin]!;
    if (here > 0 && below + here >= wanted) return latencyAt(bin + (wanted - below) / here);
    below += here;
  }
  return Number.NaN;
}

/** How many took as long as where the bin begins, or longer. */
export function slowerThan(counts: Float64Array, bin: number): number {
  let slow = 0;
  for (let b = bin; b < LATENCY_BINS; b++) slow += counts[b]!;
  return slow;
}
