import { gainOver, type Metric } from "./metric";
import type { RankedCandidate, Selection } from "./select-best";

/** A candidate that was not searched on the folds: what it says of the newest one, which it was not fitted on. */
export interface AdoptedResult {
  readonly candidate: string;
  /** null or NaN where the fold does not determine the metric. */
  readonly newestFold: number | null;
}

/**
 * Holds what another tool trained against what the folds selected. They meet on the newest fold alone, since the other was fitted on all
 * that comes before it: it is selected if it is better there. One fold knows no standard error, so it wins by any margin, and the gates
 * on the test period have the last word.
 * @param folds the selected candidate's metric on each fold
 */
export function selectAdopted(
  selection: Selection,
  folds: readonly (number | null)[],
  { candidate, newestFold }: AdoptedResult,
  of: Metric,
): Selection {
  const [theirs, ours] = [newestFold ?? Number.NaN, folds.at(-1) ?? Number.NaN];
  const isBetter = Number.isFinite(theirs) && !(gainOver(of, theirs, ours) <= 0);
  const figure = (value: number) => (Number.isFinite(value) ? value.toFixed(4) : "undetermined");
  const reason = `${of.name} ${figure(theirs)} on the newest fold, where ${selection.selected} has ${figure(ours)}: ${isBetter ? "better" : "not better"}`;
  const entry: RankedCandidate = {
    candidate,
    rank: isBetter ? 1 : selection.ranking.length + 1,
    mean: null,
    behind: null,
    standardError: null,
    tied: false,
    reason,
  };
  if (!isBetter) return { ...selection, ranking: [...selection.ranking, entry] };
  return {
    selected: candidate,
    reason: `${candidate}, ${reason}`,
    ranking: [entry, ...selection.ranking.map((r) => ({ ...r, rank: r.rank + 1 }))],
  };
}
