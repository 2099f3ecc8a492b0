import { BOUND_80, type GuardRail, verdictOf } from "../guard-rail";
import { mixtureBoundary, ratioStandardError } from "../sequential-test";

/** Blocks below which their scatter, and so the verdict, would be a guess. */
const MIN_BLOCKS = 30;

/**
 * Outcomes: the mean difference of both losses on the same rows, once labels are in. As good means a mean difference of 0 or less. Blocks
 * are what was seen, not rows: five symbols of a session are one session, and sessions that follow each other are allowed to be alike.
 */
export const loss: GuardRail = {
  name: "loss",
  title: "Loss",
  figure: "loss more, on the same rows",
  counts: "moments with labels",
  per: "release",
  judge({ outcomes }, { maxLossIncrease: limit }, errorBound) {
    const observations = { stable: outcomes.length, candidate: outcomes.length };
    const common = { limit, errorBound, observations };
    if (outcomes.length < MIN_BLOCKS) return verdictOf({ ...common, figure: null, upper: null, statistic: null, threshold: null }, 0);
    const sums = Float64Array.from(outcomes, (o) => o.difference);
    const rows = Float64Array.from(outcomes, (o) => o.rows);
    const figure = sums.reduce((a, b) => a + b, 0) / rows.reduce((a, b) => a + b, 0);
    const error = ratioStandardError(sums, rows);
    return verdictOf(
      {
        ...common,
        figure,
        upper: figure + BOUND_80 * error,
        statistic: error === 0 ? 0 : figure / error,
        threshold: mixtureBoundary(outcomes.length, errorBound, 2 * MIN_BLOCKS),
      },
      0,
    );
  },
};
