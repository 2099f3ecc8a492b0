import { parseDay } from "../data/day";
import { takeFeatures } from "../features/feature-columns";
import type { Features } from "../learners/learner";
import type { PackageDocument } from "../package/layout";
import { eventDay } from "../serving/event-day";
import { joinLabels, keyText, type LabelledPrediction, type SaidLabel } from "../serving/join-labels";
import type { PredictionRecord, RowKey } from "../serving/prediction-record";

/** What a version answered, by columns; all of length `features.rows`. */
export interface MonitoredRows {
  /** As they were logged; a feature that no row has, such as one that was redacted, is left out. */
  readonly features: Features;
  /** The day that each row is about. */
  readonly days: Float64Array;
  /** What each row is about beside its time, such as the symbol; empty where nobody said, or rows have no time. */
  readonly entities: readonly string[];
  readonly prediction: Float64Array;
  /** NaN: not known yet. */
  readonly label: Float64Array;
}

/** Whether a version gave this answer to a caller. */
export const isMonitored = (record: Pick<PredictionRecord, "digest" | "arm" | "status" | "score">, digest: string): boolean =>
  record.digest === digest && record.arm !== "shadow" && record.status === "ok" && record.score !== null;

/** What row an answer is about; one that nobody named is itself. */
export function monitoredRow({ id, about }: Pick<PredictionRecord, "id" | "about">, rowKey: readonly string[]): string {
  const isNamed = about !== null && rowKey.every((column) => about[column] !== undefined);
  return isNamed ? keyText(about) : id;
}

/** The columns of the row key that say of whom a row is. */
export const besideTime = ({ rowKey, time }: Pick<PackageDocument, "rowKey" | "time">): readonly string[] =>
  time === null ? [] : rowKey.filter((column) => column !== time);

export const entityOf = (about: RowKey | null, columns: readonly string[]): string =>
  columns.map((column) => about?.[column] ?? "").join(" ");

/**
 * The rows that a version answered to callers, with the labels known so far. What a row is about is judged once: of several answers the
 * last counts, so that a caller who asks often weighs no more. Answers of a shadow are not for callers; errors have none.
 *
 * @param predictions of the model; those of other versions are passed over
 * @param feedback    of the model
 */
export function monitoredRows(
  predictions: readonly PredictionRecord[],
  feedback: readonly SaidLabel[],
  digest: string,
  document: Pick<PackageDocument, "features" | "rowKey" | "time">,
): MonitoredRows {
  const { rowKey, time: when } = document;
  const rows = new Map<string, LabelledPrediction>();
  for (const row of joinLabels(predictions, feedback).rows) {
    const { id, about, time, ...record } = row.prediction;
    if (!isMonitored(record, digest)) continue;
    const name = monitoredRow({ id, about }, rowKey);
    const other = rows.get(name);
    if (other === undefined || time >= other.prediction.time) rows.set(name, row);
  }
  const kept = Array.from(rows.values(), (row) => row.prediction);
  const logged = (name: string) => kept.some((r) => r.features[name] !== undefined);
  const others = besideTime({ rowKey, time: when });
  return {
    features: {
      rows: kept.length,
      numbers: document.features.numbers.filter(logged).map((name) => ({
        name,
        values: Float64Array.from(kept, ({ features }) => (typeof features[name] === "number" ? (features[name] as number) : Number.NaN)),
      })),
      categories: document.features.categories.filter(logged).map((name) => ({
        name,
        values: kept.map(({ features }) => (typeof features[name] === "string" ? (features[name] as string) : null)),
      })),
    },
    days: Float64Array.from(kept, (r) => parseDay(eventDay(r, when))),
    entities: kept.map(({ about }) => entityOf(about, others)),
    prediction: Float64Array.from(kept, (r) => r.score!),
    label: Float64Array.from(rows.values(), (row) => row.label ?? Number.NaN),
  };
}

/** The rows with the given positions. */
export function takeMonitored(rows: MonitoredRows, positions: Int32Array): MonitoredRows {
  const take = (values: Float64Array) => Float64Array.from(positions, (p) => values[p]!);
  return {
    features: takeFeatures(rows.features, positions),
    days: take(rows.days),
    entities: Array.from(positions, (p) => rows.entities[p]!),
    prediction: take(rows.prediction),
    label: take(rows.label),
  };
}
