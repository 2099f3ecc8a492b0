/** The mean answer of a session. */
export interface SessionMean {
  /** Days since 1970-01-01. */
  readonly session: number;
  readonly rows: number;
  readonly mean: number;
}

export interface Anomaly extends SessionMean {
  /** Robust z-score: how many standard deviations the mean lies above (or below) the median of the sessions before. */
  readonly score: number;
}

/** Sessions that must lie before one for it to be judged. */
const MIN_HISTORY = 20;

/** Standard deviations of a normal distribution per median, and per mean, absolute deviation. */
const PER_MEDIAN = 1.4826;
const PER_MEAN = 1.2533;
/** Below this, answers do not vary: a difference is one of rounding. */
const LEAST_SCALE = 1e-9;

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Distance of a value from the median of others, in standard deviations estimated from the median absolute deviation, so that neither
 * is moved by a few odd ones; where more than half are equal, from the mean absolute deviation.
 * @param others one at least
 * @see Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993)
 */
export function robustScore(value: number, others: Float64Array): number {
  const centre = median(others);
  const deviations = others.map((other) => Math.abs(other - centre));
  const typical = median(deviations) * PER_MEDIAN;
  const scale = typical > 0 ? typical : (deviations.reduce((a, b) => a + b, 0) / deviations.length) * PER_MEAN;
  return (value - centre) / Math.max(scale, LEAST_SCALE);
}

/** The mean answer of each session, in order of time. @param sessions beside the predictions */
export function sessionMeans(sessions: Float64Array, prediction: Float64Array): readonly SessionMean[] {
  const sums = new Map<number, { rows: number; sum: number }>();
  for (let i = 0; i < sessions.length; i++) {
    const of = sums.get(sessions[i]!) ?? { rows: 0, sum: 0 };
    of.rows++;
    of.sum += prediction[i]!;
    sums.set(sessions[i]!, of);
  }
  return [...sums].sort(([a], [b]) => a - b).map(([session, { rows, sum }]) => ({ session, rows, mean: sum / rows }));
}

/**
 * Sessions whose mean answer lies far from those before it. Judged are the sessions of the window from the newest of the history on:
 * what a former report has told need not be told again, but its last session may not have been over.
 * @param means   of the window, in order of time
 * @param history of reports of earlier days, in any order; a session that is in the window, too, counts as it is there
 * @param window  as many sessions before one, at most, are its history
 * @param limit   absolute score from which a session is an anomaly
 */
export function anomalies(
  means: readonly SessionMean[],
  history: readonly SessionMean[],
  window: number,
  limit: number,
): readonly Anomaly[] {
  const all = [...new Map([...history, ...means].map((m) => [m.session, m])).values()].sort((a, b) => a.session - b.session);
  const known = history.reduce((newest, m) => Math.max(newest, m.session), Number.NEGATIVE_INFINITY);
  const judged = new Set(means.map((m) => m.session).filter((session) => session >= known));
  return all.flatMap((mean, i) => {
    const before = all.slice(Math.max(0, i - window), i);
    if (!judged.has(mean.session) || before.length < MIN_HISTORY) return [];
    const score = robustScore(
      mean.mean,
      Float64Array.from(before, (m) => m.mean),
    );
    return Math.abs(score) >= limit ? [{ ...mean, score }] : [];
  });
}
