import { gainOver, type Metric } from "./metric";

/** What the walk-forward folds say of one candidate. */
export interface FoldResult {
  readonly candidate: string;
  /** The learner's; 0 is the simplest. */
  readonly complexity: number;
  /** The learner's: a baseline is selected only if no other candidate has a better mean. */
  readonly baseline: boolean;
  /** The metric on each fold, the same folds in the same order for all; null or NaN where a fold did not determine it. */
  readonly folds: readonly (number | null)[];
}

export interface RankedCandidate {
  readonly candidate: string;
  /** 1 is selected; the rest follow by their means. */
  readonly rank: number;
  /** Mean over the folds; null if a fold did not determine the metric. */
  readonly mean: number | null;
  /** How far the mean lies behind the best candidate's, ≥ 0; null as above. */
  readonly behind: number | null;
  /** Standard error of that distance, from the paired differences of the folds; null as above, or with one fold only. */
  readonly standardError: number | null;
  /** Within one standard error of the best. */
  readonly tied: boolean;
  readonly reason: string;
}

export interface Selection {
  readonly selected: string;
  readonly reason: string;
  readonly ranking: readonly RankedCandidate[];
}

interface Scored extends FoldResult {
  readonly mean: number;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
const figure = (value: number): string => (Number.isFinite(value) ? value.toFixed(4) : "undetermined");

function pairedDistance(of: Metric, best: Scored, other: Scored): { behind: number; standardError: number } {
  const distances = best.folds.map((value, fold) => gainOver(of, value ?? Number.NaN, other.folds[fold] ?? Number.NaN));
  const k = distances.length;
  const behind = distances.reduce((sum, d) => sum + d, 0) / k;
  const variance = distances.reduce((sum, d) => sum + (d - behind) ** 2, 0) / (k - 1);
  return { behind, standardError: Math.sqrt(variance / k) };
}

/**
 * Selects from the walk-forward results alone; the test period has no say. The best mean leads; a candidate whose distance to it is
 * not larger than one standard error of the paired differences is tied with it, and of the tied the simplest wins (lower complexity,
 * then the name). Baselines are passed over while any other candidate has a better mean than all of them; a candidate that does not
 * have one cannot win by a tie either.
 *
 * @param results one a candidate, at least one, all with the same number of folds
 * @returns the same selection whatever the order of `results`
 * @throws RangeError if there is no candidate or the numbers of folds differ
 * @see Breiman, Friedman, Olshen and Stone, Classification and Regression Trees (1984), ch. 3.4.3, the one-standard-error rule
 */
export function selectBest(results: readonly FoldResult[], of: Metric): Selection {
  if (results.length === 0 || results.some((r) => r.folds.length === 0 || r.folds.length !== results[0]!.folds.length)) {
    throw new RangeError("to select, give at least one candidate, and every candidate's result on the same folds");
  }
  const scored = results
    .map((r): Scored => ({ ...r, mean: r.folds.reduce<number>((sum, v) => sum + (v ?? Number.NaN), 0) / r.folds.length }))
    .sort((a, b) => {
      const [known, other] = [Number.isFinite(a.mean), Number.isFinite(b.mean)];
      if (known !== other) return known ? -1 : 1;
      return (known && gainOver(of, b.mean, a.mean)) || a.complexity - b.complexity || byText(a.candidate, b.candidate);
    });
  const baseline = scored.find((s) => s.baseline && Number.isFinite(s.mean));
  const contenders = scored.filter(
    (s) => !s.baseline && Number.isFinite(s.mean) && (baseline === undefined || gainOver(of, s.mean, baseline.mean) > 0),
  );
  const field = contenders.length > 0 ? contenders : scored.filter((s) => s.baseline || baseline === undefined);
  const best = field[0]!;
  const paired = new Map(scored.map((s) => [s.candidate, pairedDistance(of, best, s)]));
  const isTied = (s: Scored): boolean => {
    const { behind, standardError } = paired.get(s.candidate)!;
    return s === best || behind === 0 || behind <= standardError;
  };
  const tied = field.filter(isTied).sort((a, b) => a.complexity - b.complexity || byText(a.candidate, b.candidate));
  const winner = tied[0]!;

  const reasonOf = (s: Scored): string => {
    const { behind, standardError } = paired.get(s.candidate)!;
    const mean = `mean ${of.name} ${figure(s.mean)}`;
    if (!Number.isFinite(s.mean)) return `${mean}: a fold did not determine it`;
    if (s === winner && s === best) {
      if (s.baseline) return `${mean}: the baseline, which no other candidate beats`;
      return tied.length > 1 ? `${mean}: the best, and the simplest of ${tied.length} that are tied` : `${mean}: the best`;
    }
    if (s === best) return `${mean}: the best, but a simpler candidate is tied with it`;
    const distance = `${mean}, ${figure(behind)} behind ${best.candidate}, standard error ${figure(standardError)}`;
    if (s === winner) return `${distance}: tied, and the simplest`;
    if (field.includes(s)) return `${distance}: ${isTied(s) ? "tied, but not the simplest" : "worse by more than one standard error"}`;
    return s.baseline ? `${distance}: a baseline that is beaten` : `${mean}: does not beat the baseline ${baseline!.candidate}`;
  };
  const ranking = [winner, ...scored.filter((s) => s !== winner)].map((s, i): RankedCandidate => {
    const { behind, standardError } = paired.get(s.candidate)!;
    return {
      candidate: s.candidate,
      rank: i + 1,
      mean: orNull(s.mean),
      behind: orNull(behind),
      standardError: orNull(standardError),
      tied: field.includes(s) && isTied(s),
      reason: reasonOf(s),
    };
  });
  return { selected: winner.candidate, reason: `${winner.candidate}, ${ranking[0]!.reason}`, ranking };
}
