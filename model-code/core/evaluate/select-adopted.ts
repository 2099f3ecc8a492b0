import type { Evaluation } from "./evaluation";
import type { Metric } from "./metric";
import type { RankedCandidate, Selection } from "./select-best";

const figure = (value: number | null | undefined): string => value?.toFixed(4) ?? "undetermined";

/**
 * Holds what another tool trained against what the folds selected. They meet on the newest fold alone, which that tool neither fitted
 * nor chose its model by. The folds' choice was searched on that fold, too, so the comparison favours it. The other is selected if its
 * gain is more than chance: the lower end of the paired gain's interval lies above 0. Where a figure is undetermined, the folds' choice
 * stands. The test period has no say, so a candidate that its gates refuse is not exchanged for the other: that would be a second look.
 * @param judged both on the newest fold, with the folds' choice for a baseline
 */
export function selectAdopted(selection: Selection, candidate: string, judged: Evaluation, of: Metric): Selection {
  const { selected } = selection;
  const [theirs, ours] = [candidate, selected].map((name) => judged.candidates[name]?.metrics[of.name]?.value);
  const gain = judged.candidates[candidate]?.gains[of.name];
  const lower = gain?.lower ?? null;
  const isBetter = lower !== null && lower > 0;
  const interval = `${figure(lower)} to ${figure(gain?.upper)} with ${100 * judged.resampling.confidence} % confidence`;
  const reason = `${of.name} ${figure(theirs)} on the newest fold, where ${selected} has ${figure(ours)}; gain ${figure(gain?.value)}, ${interval}: ${isBetter ? "better" : "not better beyond chance"}`;
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
