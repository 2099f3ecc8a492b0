import { sessionsOf } from "../evaluate/sessions";
import type { Bins } from "./bins";
import { type DriftStatistics, driftStatistics } from "./drift-statistics";
import { DEFAULT_THRESHOLD } from "./thresholds";

/** A column of the reference in its bins. */
export interface BinnedColumn {
  readonly bins: Bins;
  /** Length rows: each row's bin. */
  readonly rows: Int32Array;
}

const valuesOf = ({ psi, jensenShannon, kolmogorovSmirnov }: DriftStatistics) => [psi, jensenShannon, kolmogorovSmirnov ?? 0] as const;

/** The largest value of each statistic: being convex, it is where all rows of a window are in one bin. */
function largestOf({ expected, ordered }: Bins): readonly number[] {
  const largest = [0, 0, 0];
  for (let bin = 0; bin < expected.length; bin++) {
    const alone = new Float64Array(expected.length);
    alone[bin] = 1;
    for (const [s, value] of valuesOf(driftStatistics(expected, alone, ordered)).entries()) largest[s] = Math.max(largest[s]!, value);
  }
  return largest;
}

/** PSI and the Jensen–Shannon divergence grow with the square of a distance. */
const EXPONENTS = [2, 2, 1] as const;

/** A statistic from 0 to its largest value, as a distance from 0 to ∞: multiples of it can still be reached. */
const stretched = (value: number, largest: number, exponent: number) =>
  largest === 0 ? 0 : -Math.log(1 - Math.min(1 - 1e-9, Math.max(0, value / largest) ** (1 / exponent)));
const unstretched = (distance: number, largest: number, exponent: number) => largest * (1 - Math.exp(-distance)) ** exponent;

/** A window that one in ten exceeds: what a column's own variation is measured by. */
const TYPICAL = 0.9;

/** Rows per bin in the sessions before the nth; (sessions + 1) × bins. */
function countsBefore({ bins, rows }: BinnedColumn, sessionOfRow: Int32Array, sessions: number): Float64Array {
  const width = bins.expected.length;
  const counts = new Float64Array((sessions + 1) * width);
  for (let row = 0; row < rows.length; row++) counts[(sessionOfRow[row]! + 1) * width + rows[row]!]!++;
  for (let i = width; i < counts.length; i++) counts[i]! += counts[i - width]!;
  return counts;
}

/** Distances of one column in every window: statistics × windows. */
function distancesOf(column: BinnedColumn, sessionOfRow: Int32Array, sessions: number, length: number): readonly Float64Array[] {
  const counts = countsBefore(column, sessionOfRow, sessions);
  const { expected, ordered } = column.bins;
  const largest = largestOf(column.bins);
  const width = expected.length;
  const distances = EXPONENTS.map(() => new Float64Array(sessions - length + 1));
  const shares = new Float64Array(width);
  for (let from = 0; from + length <= sessions; from++) {
    let rows = 0;
    for (let b = 0; b < width; b++) {
      shares[b] = counts[(from + length) * width + b]! - counts[from * width + b]!;
      rows += shares[b]!;
    }
    for (let b = 0; b < width; b++) shares[b]! /= rows;
    for (const [s, value] of valuesOf(driftStatistics(expected, shares, ordered)).entries())
      distances[s]![from] = stretched(value, largest[s]!, EXPONENTS[s]!);
  }
  return distances;
}

/**
 * The value that the next window exceeds with the given chance.
 * @param sorted      the largest quotient of each block, ascending
 * @param independent how many of the blocks count as independent
 */
function quantileAbove(sorted: Float64Array, rate: number, independent: number): number {
  const last = sorted.length - 1;
  const rank = rate * (independent + 1);
  if (rank >= 1) return sorted[last - Math.floor(((rank - 1) / independent) * last)]!;
  // too few to have seen what is that rare: the tail goes on as an exponential one
  const median = sorted[last >>> 1]!;
  const upper = sorted.filter((value) => value > median);
  const excess = upper.reduce((sum, value) => sum + value - median, 0) / Math.max(1, upper.length);
  return sorted[last]! + excess * Math.log(1 / rank);
}

const roundedUp = (value: number) => Math.ceil(value * 1e6) / 1e6;

/**
 * Thresholds that a window like the reference exceeds, in any column and statistic, no more often than stated.
 *
 * Every block of `length` consecutive sessions of the reference, with all entities' rows in it, is held against the whole: blocks,
 * because neither the sessions of a stretch nor the entities of a session are independent; all of them rather than a draw, so that
 * no chance is in the result. The correction for many columns is that of the maximum: each distance is divided by what its own column
 * typically varies by, and the thresholds are one multiple of it for all: the quantile of the largest quotient of a block. As blocks
 * overlap, `sessions / length` of them count as independent, and the rank is the one among so many and the window to come; where
 * they are too few for the rate, the tail is continued. In simulations of persistent sessions the rate holds from 30 windows on; with
 * 10 it is about twice what is stated.
 *
 * @param times    length rows, the date value of each row, in any order
 * @param rate     share of the windows that may exceed a threshold, over all columns
 * @returns one entry a column; undefined if the sessions do not make two windows
 * @see Westfall and Young, Resampling-Based Multiple Testing (1993), single-step maxT; the blocks: Politis, Romano and Wolf,
 *   Subsampling (1999); the rank: Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World (2005); the tail: Davison and
 *   Smith, Models for Exceedances over High Thresholds (1990), with shape 0
 */
export function calibrate(
  columns: readonly BinnedColumn[],
  times: Float64Array,
  length: number,
  rate: number,
): readonly DriftStatistics[] | undefined {
  const { dates, sessionOfRow } = sessionsOf(times);
  if (dates.length < 2 * length) return undefined;
  const windows = dates.length - length + 1;
  const largest = new Float64Array(windows);
  const scales = columns.map((column) =>
    distancesOf(column, sessionOfRow, dates.length, length).map((distances) => {
      const scale = distances.slice().sort()[Math.floor(TYPICAL * (windows - 1))]!;
      if (scale > 0) for (let w = 0; w < windows; w++) largest[w] = Math.max(largest[w]!, distances[w]! / scale);
      return scale;
    }),
  );
  const multiple = quantileAbove(largest.sort(), rate, dates.length / length);
  return columns.map(({ bins }, c) => {
    const largest = largestOf(bins);
    // a column that never varied tells nothing of its variation
    const threshold = (s: 0 | 1 | 2, otherwise: number) =>
      scales[c]![s]! > 0 ? roundedUp(unstretched(scales[c]![s]! * multiple, largest[s]!, EXPONENTS[s])) : otherwise;
    return {
      psi: threshold(0, DEFAULT_THRESHOLD.psi),
      jensenShannon: threshold(1, DEFAULT_THRESHOLD.jensenShannon),
      kolmogorovSmirnov: bins.ordered === 0 ? null : threshold(2, DEFAULT_THRESHOLD.kolmogorovSmirnov),
    };
  });
}
