import { dayText, parseDay } from "../data/day";
import { BadInput } from "../problem";
import type { ModelSpec } from "../spec/model-schema";
import { sessionsOf } from "./sessions";

/** A stretch of consecutive sessions and the rows that lie in it. */
export interface Stretch {
  /** Positions of the rows, ascending. */
  readonly rows: Int32Array;
  readonly sessions: number;
  /** Dates of the first and the last session, both within. */
  readonly from: number;
  readonly to: number;
}

export interface Fold {
  /** Sessions from the first on; each fold's is longer than the one's before it. */
  readonly train: Stretch;
  /** Begins `embargoSessions` sessions after `train` has ended. */
  readonly validate: Stretch;
}

export interface WalkForward {
  /** In time order; their validation stretches follow each other without a gap up to the end of `train`. */
  readonly folds: readonly Fold[];
  /** All that a final fit may use. */
  readonly train: Stretch;
  /** Begins `embargoSessions` sessions after `train` has ended and goes to the last session. In no fold. */
  readonly test: Stretch;
}

type Split = ModelSpec["split"];

/** Sessions that the test must leave before it: the first fold's training, a session a fold, the embargo of the folds and of the test. */
const neededBefore = ({ minTrainSessions, folds, embargoSessions }: Split): number => minTrainSessions + folds + 2 * embargoSessions;

/** Position of the first test session: `testFrom` where it leaves enough on both sides, else the last `testShare`. */
function testStart(dates: Float64Array, split: Split): number {
  const { testFrom, testShare, minTrainSessions } = split;
  if (testFrom !== undefined) {
    const day = parseDay(testFrom);
    const start = dates.findIndex((date) => date >= day);
    const enough = Math.max(1, minTrainSessions / 5);
    if (start >= neededBefore(split) && dates.length - start >= enough) return start;
  }
  return dates.length - Math.max(1, Math.round(dates.length * testShare));
}

function tooFew(dates: Float64Array, start: number, split: Split, isDated: boolean): BadInput {
  const { embargoSessions, minTrainSessions, folds } = split;
  if (!isDated)
    return new BadInput("split", [
      {
        where: "split",
        expected: `${neededBefore(split)} rows beside the test: ${minTrainSessions} to train on, ${folds} folds of one at least`,
        got: `${Math.max(0, start)} (of ${dates.length}; rows of one entity count once)`,
        remedy: "Bring more rows, or lower split.minTrainSessions, split.folds or split.testShare.",
      },
    ]);
  const span =
    dates.length === 0 ? "no session" : `${dates.length} sessions, ${dayText(dates[0]!)} to ${dayText(dates[dates.length - 1]!)}`;
  return new BadInput("split", [
    {
      where: "split",
      expected: `${neededBefore(split)} sessions before the test: ${minTrainSessions} to train on, ${folds} folds of one at least, two embargoes of ${embargoSessions}`,
      got: `${Math.max(0, start)} (of ${span})`,
      remedy: "Bring more history, or lower split.minTrainSessions, split.folds or split.testShare.",
    },
  ]);
}

/**
 * Splits rows in time order into walk-forward folds and a test period. A session is a date, whichever entities have a row on it.
 * Between what is trained on and what is judged, `embargoSessions` sessions are left out, because their labels look into the latter.
 * The windows of training expand; the validation stretches are of equal length up to one session.
 * Rows without a time are given their lots in place of dates: each lot is a session, and a stretch of them is drawn at random.
 *
 * @param times length rows, the date value of each row, in any order
 * @param isDated whether they are dates, for the words of an error
 * @throws BadInput if the sessions before the test do not hold `minTrainSessions`, two embargoes and a session a fold
 * @see Tashman, Out-of-sample Tests of Forecasting Accuracy (2000); the embargo: López de Prado, Advances in Financial Machine
 *   Learning (2018), ch. 7
 */
export function walkForward(times: Float64Array, split: Split, isDated = true): WalkForward {
  const { dates, sessionOfRow } = sessionsOf(times);
  const { embargoSessions, minTrainSessions, folds } = split;
  const start = testStart(dates, split);
  if (start < neededBefore(split)) throw tooFew(dates, start, split, isDated);

  const stretch = (first: number, end: number): Stretch => {
    const rows: number[] = [];
    for (let row = 0; row < sessionOfRow.length; row++) {
      const session = sessionOfRow[row]!;
      if (session >= first && session < end) rows.push(row);
    }
    return { rows: Int32Array.from(rows), sessions: end - first, from: dates[first]!, to: dates[end - 1]! };
  };

  const trainEnd = start - embargoSessions;
  const firstJudged = minTrainSessions + embargoSessions;
  const bound = (fold: number) => firstJudged + Math.floor(((trainEnd - firstJudged) * fold) / folds);
  return {
    folds: Array.from({ length: folds }, (_, fold) => ({
      train: stretch(0, bound(fold) - embargoSessions),
      validate: stretch(bound(fold), bound(fold + 1)),
    })),
    train: stretch(0, trainEnd),
    test: stretch(start, dates.length),
  };
}
