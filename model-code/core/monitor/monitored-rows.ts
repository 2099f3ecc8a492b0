import { parseDay } from "../data/day";
import { takeFeatures } from "../features/feature-columns";
import type { Features } from "../learners/learner";
import type { PackageDocument } from "../package/layout";
import { eventDay } from "../serving/event-day";
import type { FeedbackRecord, PredictionRecord, RowKey } from "../serving/prediction-record";

/** What a version answered, by columns; all of length `features.rows`. */
export interface MonitoredRows {
  /** As they were logged; a feature that no row has, such as one that was redacted, is left out. */
  readonly features: Features;
  /** The day that each row is about. */
  readonly days: Float64Array;
  /** What each row is about beside its time, such as the symbol; empty where nobody said. */
  readonly entities: readonly string[];
  readonly prediction: Float64Array;
  /** NaN: not known yet. */
  readonly label: Float64Array;
}

/** What a row is about as one text; undefined where a part of the key was not said. */
function keyText(about: RowKey | null, key: readonly string[]): string | undefined {
  const parts = key.map((column) => about?.[column]);
  return about === null || parts.includes(undefined) ? undefined : JSON.stringify(parts);
}

/** A row is what it is about; where nobody said that, it is the prediction itself. */
const rowName = ({ id, about }: Pick<PredictionRecord, "id" | "about">, rowKey: readonly string[]): string => keyText(about, rowKey) ?? id;

/**
 * The labels by row, whether they came before the prediction or after it, named its id or what the row is about. Of several labels of a
 * row the one that was said last counts.
 */
function labelsOf(
  predictions: readonly PredictionRecord[],
  feedback: readonly FeedbackRecord[],
  rowKey: readonly string[],
): ReadonlyMap<string, number> {
  const rowOf = new Map(predictions.map((record) => [record.id, rowName(record, rowKey)]));
  const said = [...feedback].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.id < b.id ? -1 : 1));
  const labels = new Map<string, number>();
  for (const { prediction, about, label } of said) {
    const row = rowOf.get(prediction ?? "") ?? keyText(about, rowKey);
    if (row !== undefined) labels.set(row, label);
  }
  return labels;
}

/**
 * The rows that a version answered to callers, with the labels known so far. What a row is about is judged once: of several answers the
 * last counts, so that a caller who asks often weighs no more. Answers of a shadow are not for callers; errors have none.
 *
 * @param predictions of the model; those of other versions are passed over
 * @param feedback    of the model
 */
export function monitoredRows(
  predictions: readonly PredictionRecord[],
  feedback: readonly FeedbackRecord[],
  digest: string,
  document: Pick<PackageDocument, "features" | "rowKey">,
): MonitoredRows {
  const { rowKey } = document;
  const rows = new Map<string, PredictionRecord>();
  for (const record of predictions) {
    if (record.digest !== digest || record.arm === "shadow" || record.status !== "ok" || record.score === null) continue;
    const name = rowName(record, rowKey);
    const other = rows.get(name);
    if (other === undefined || record.time >= other.time) rows.set(name, record);
  }
  const kept = [...rows.values()];
  const labels = labelsOf(predictions, feedback, rowKey);
  const logged = (name: string) => kept.some((r) => r.features[name] !== undefined);
  const others = rowKey.slice(0, -1);
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
    days: Float64Array.from(kept, (r) => parseDay(eventDay(r, rowKey))),
    entities: kept.map(({ about }) => others.map((column) => about?.[column] ?? "").join(" ")),
    prediction: Float64Array.from(kept, (r) => r.score!),
    label: Float64Array.from(rows.keys(), (row) => labels.get(row) ?? Number.NaN),
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
