import type { Random } from "../random";

/**
 * Resamples of rows as weights: how often each row was drawn. Whole blocks of consecutive sessions are drawn, with all entities' rows
 * in them, because neither the sessions of a stretch nor the entities of a session are independent of each other. The blocks wrap
 * around at the end, so that every session is drawn equally often.
 *
 * @param sessionOfRow length rows, 0 ≤ session < `sessions`
 * @param sessions number of consecutive sessions the rows lie in
 * @param blockSessions length of a block; as long as the dependence lasts. 1 is the ordinary bootstrap of sessions.
 * @param resamples how many
 * @returns one array of length rows a resample, each a new one; draws come only from `random`
 * @see Künsch, The Jackknife and the Bootstrap for General Stationary Observations (1989); the wrapping: Politis and Romano, A Circular
 *   Block-Resampling Procedure for Stationary Data (1992)
 */
export function* resampleWeights(
  sessionOfRow: Int32Array,
  sessions: number,
  blockSessions: number,
  resamples: number,
  random: Random,
): Generator<Float64Array, void> {
  const length = Math.min(blockSessions, sessions);
  const drawn = new Uint32Array(sessions);
  for (let resample = 0; resample < resamples; resample++) {
    drawn.fill(0);
    for (let filled = 0; filled < sessions; ) {
      const end = Math.min(sessions, filled + length);
      for (let session = random.integer(sessions); filled < end; filled++) {
        drawn[session]!++;
        session = session + 1 === sessions ? 0 : session + 1;
      }
    }
    const weights = new Float64Array(sessionOfRow.length);
    for (let row = 0; row < weights.length; row++) weights[row] = drawn[sessionOfRow[row]!]!;
    yield weights;
  }
}

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** Share of resamples that may leave a figure undetermined before its interval is. */
const MAX_UNDETERMINED = 0.1;

/**
 * Percentile interval of a bootstrapped figure, quantiles interpolated linearly.
 *
 * @param values the figure on each resample; NaN where the resample did not determine it
 * @param confidence 0.95 leaves 2.5 % of the resamples below and as many above
 * @returns NaN on both ends if there are no values or more than a tenth of them are NaN
 * @see Efron and Tibshirani, An Introduction to the Bootstrap (1993), ch. 13; quantiles: Hyndman and Fan (1996), type 7
 */
export function interval(values: Float64Array, confidence: number): Interval {
  const sorted = values.filter((v) => !Number.isNaN(v)).sort();
  if (sorted.length === 0 || values.length - sorted.length > MAX_UNDETERMINED * values.length) {
    return { lower: Number.NaN, upper: Number.NaN };
  }
  const quantile = (share: number): number => {
    const at = share * (sorted.length - 1);
    const below = sorted[Math.floor(at)]!;
    const above = sorted[Math.ceil(at)]!;
    return below === above ? below : below + (above - below) * (at - Math.floor(at));
  };
  return { lower: quantile((1 - confidence) / 2), upper: quantile((1 + confidence) / 2) };
}
