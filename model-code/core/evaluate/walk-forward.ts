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

/** Position of the first date from `least` on; their number if none is. */
function positionOf(dates: Float64Array, least: number): number {
  const at = dates.findIndex((date) => date >= least);
  return at === -1 ? dates.length : at;
}

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
        expected: `a row to test on, whose lot is from ${1 - split.testShare} on, and ${neededBefore(split)} beside it: ${minTrainSessions} to train on, ${folds} folds of one at least`,
        got: `${dates.length - start} and ${start} (rows that share their lot, such as those of one entity, count once)`,
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
 * Positions that part sessions by lot: where each fold's validation begins, then where the test does. They stand at lots and not at shares
 * of the rows at hand, because those move when rows come: what was tested on would be trained on. The first fold trains on half of what
 * may be trained on; only where that is fewer than `minTrainSessions`, or a fold would be empty, the rows at hand move the folds' bounds.
 */
function lotBounds(lots: Float64Array, { testShare, folds, minTrainSessions }: Split): readonly number[] {
  const least = 1 - testShare;
  const start = positionOf(lots, least);
  const bound = (fold: number) => positionOf(lots, (least / 2) * (1 + fold / folds));
  const bounds: number[] = [];
  for (let fold = 0; fold < folds; fold++)
    bounds.push(Math.min(start - folds + fold, Math.max(bound(fold), fold === 0 ? minTrainSessions : bounds[fold - 1]! + 1)));
  return [...bounds, start];
}

/** The same positions of sessions in time: the validation stretches are of equal length up to one session. */
function timeBounds(dates: Float64Array, split: Split): readonly number[] {
  const { embargoSessions, minTrainSessions, folds } = split;
  const start = testStart(dates, split);
  const firstJudged = minTrainSessions + embargoSessions;
  const judged = start - embargoSessions - firstJudged;
  return [...Array.from({ length: folds }, (_, fold) => firstJudged + Math.floor((judged * fold) / folds)), start];
}

/**
 * Splits rows in time order into walk-forward folds and a test period. A session is a date, whichever entities have a row on it.
 * Between what is trained on and what is judged, `embargoSessions` sessions are left out, because their labels look into the latter.
 * The windows of training expand; what the folds judge is of equal length up to one session, or of equal shares of the lots.
 * Rows without a time are given their lots in place of dates: each lot is a session, and a stretch of them is drawn at random. A row's
 * lot alone says whether it is tested on, whichever other rows there are.
 *
 * @param times length rows, the date value of each row, in any order; of rows without a time the lot, from 0 to below 1
 * @param isDated whether they are dates
 * @throws BadInput if the sessions before the test do not hold `minTrainSessions`, two embargoes and a session a fold, or if no row is
 *   drawn for the test
 * @see Tashman, Out-of-sample Tests of Forecasting Accuracy (2000); the embargo: López de Prado, Advances in Financial Machine
 *   Learning (2018), ch. 7
 */
export function walkForward(times: Float64Array, split: Split, isDated = true): WalkForward {
  const { dates, sessionOfRow } = sessionsOf(times);
  const { embargoSessions, folds } = split;
  const bounds = isDated ? timeBounds(dates, split) : lotBounds(dates, split);
  const start = bounds[folds]!;
  if (start < neededBefore(split) || start === dates.length) throw tooFew(dates, start, split, isDated);

  const stretch = (first: number, end: number): Stretch => {
    const rows: number[] = [];
    for (let row = 0; row < sessionOfRow.length; row++) {
      const session = sessionOfRow[row]!;
      if (session >= first && session < end) rows.push(row);
    }
    return { rows: Int32Array.from(rows), sessions: end - first, from: dates[first]!, to: dates[end - 1]! };
  };

  const trainEnd = start - embargoSessions;
  return {
    folds: Array.from({ length: folds }, (_, fold) => ({
      train: stretch(0, bounds[fold]! - embargoSessions),
      validate: stretch(bounds[fold]!, fold === folds - 1 ? trainEnd : bounds[fold + 1]!),
    })),
    train: stretch(0, trainEnd),
    test: stretch(start, dates.length),
  };
}
