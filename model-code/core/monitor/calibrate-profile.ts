import type { Features } from "../learners/learner";
import type { ModelSpec } from "../spec/model-schema";
import { type Bins, binCategories, binNumbers, categoryBins, numberBins } from "./bins";
import { type BinnedColumn, calibrate } from "./calibrate";
import { profileOf, type ReferenceProfile } from "./reference-profile";
import { DEFAULT_THRESHOLD, type DriftThresholds } from "./thresholds";

/** Parts of a length for which there are thresholds, too. */
const PARTS = 4;

/**
 * Lengths in sessions for which there are thresholds, rising: quarters of the window, and of the first of them a quarter again, down to one
 * session. So a fresh release is judged from its first session on, by what windows as short varied by; there are more of them in the
 * reference than of long ones, so that the stated rate holds better.
 */
function calibratedLengths(windowSessions: number): readonly number[] {
  const lengths = Array.from({ length: PARTS }, (_, i) => Math.ceil(((i + 1) * windowSessions) / PARTS));
  while (lengths[0]! > 1) lengths.unshift(Math.ceil(lengths[0]! / PARTS));
  return [...new Set(lengths)];
}

/** The rows that a reference was made of. */
export interface ReferenceRows {
  readonly features: Features;
  /** Length `features.rows`: the date value of each row. */
  readonly times: Float64Array;
  /** The model's answers on rows that it was not trained on, any number of them. */
  readonly prediction: Float64Array;
  /** Beside `prediction`. */
  readonly predictionTimes: Float64Array;
}

/** What model.yaml says of the windows, below `monitors`. */
export interface WindowSettings {
  readonly windowSessions: number;
  readonly falseAlarmRate: number;
}

/**
 * Sessions for rows without a time, whose lots put them in order: as many rows to each as make a window the fewest rows that are judged.
 * A window of more rows varies less, so that it is not called drifted more often than stated.
 */
export function sessionsByLot(lots: Float64Array, { windowSessions, minRows }: Pick<ModelSpec["monitors"], "windowSessions" | "minRows">) {
  const rank = new Map(Array.from(lots.slice().sort(), (lot, i) => [lot, i]));
  return lots.map((lot) => Math.floor((rank.get(lot)! * windowSessions) / minRows));
}

/** The default thresholds, for a column that could not be calibrated. */
export const defaultThreshold = ({ ordered }: Pick<Bins, "ordered">) =>
  ordered === 0 ? { ...DEFAULT_THRESHOLD, kolmogorovSmirnov: null } : DEFAULT_THRESHOLD;

/**
 * Profiles a reference and calibrates the thresholds that windows are held to. Half of the false alarm rate goes to the features
 * together, half to the prediction (Bonferroni): they come from different rows.
 */
export function referenceProfile(reference: ReferenceRows, settings: WindowSettings): ReferenceProfile {
  const profile = profileOf(reference.features, reference.prediction);
  return { ...profile, thresholds: calibrateProfile(profile, reference, settings) };
}

function calibrateProfile(profile: ReferenceProfile, reference: ReferenceRows, settings: WindowSettings): DriftThresholds {
  const { features, times, prediction, predictionTimes } = reference;
  const { windowSessions, falseAlarmRate } = settings;
  const columns: readonly (BinnedColumn & { readonly name: string })[] = [
    ...profile.numbers.map((p, i) => ({ name: p.name, bins: numberBins(p), rows: binNumbers(p.edges, features.numbers[i]!.values) })),
    ...profile.categories.map((p, i) => ({ name: p.name, bins: categoryBins(p), rows: binCategories(p, features.categories[i]!.values) })),
  ];
  const answers = { bins: numberBins(profile.prediction), rows: binNumbers(profile.prediction.edges, prediction) };
  return {
    falseAlarmRate,
    windows: calibratedLengths(windowSessions).flatMap((sessions) => {
      const ofFeatures = calibrate(columns, times, sessions, falseAlarmRate / 2);
      if (ofFeatures === undefined) return [];
      const ofPrediction = calibrate([answers], predictionTimes, sessions, falseAlarmRate / 2);
      return [
        {
          sessions,
          features: Object.fromEntries(columns.map(({ name }, i) => [name, ofFeatures[i]!])),
          prediction: ofPrediction?.[0] ?? defaultThreshold(answers.bins),
        },
      ];
    }),
  };
}
