import type { FeedbackRecord, PredictionRecord, RowKey } from "./prediction-record";

/** What of a label tells what it is about, and which of several counts. */
export type SaidLabel = Pick<FeedbackRecord, "id" | "time" | "prediction" | "about" | "label">;

/** A prediction with what is known of its outcome. */
export interface LabelledPrediction<P = PredictionRecord> {
  readonly prediction: P;
  /** null while none has come. */
  readonly label: number | null;
  /** When the label that counts came in, ISO 8601 UTC; null while none has. */
  readonly labelledAt: string | null;
}

export interface JoinedLabels<P = PredictionRecord> {
  /** In the order of the predictions, each arm's of a row. */
  readonly rows: readonly LabelledPrediction<P>[];
  /** Labels that came again and said the same. */
  readonly repeated: number;
  /** Labels that were replaced by a later one that said something else. */
  readonly corrected: number;
  /** Labels whose prediction is not among these: it comes later, or never. */
  readonly waiting: readonly SaidLabel[];
}

/** A row key's text, whatever the order of its columns. */
export const keyText = (about: RowKey): string => JSON.stringify(Object.entries(about).sort(([a], [b]) => (a < b ? -1 : 1)));

/** What shares a label: two rows that are one by their key do, even if it names only one of them by its id. */
export const labelKey = ({ id, about }: Pick<PredictionRecord, "id" | "about">): string => (about === null ? id : keyText(about));

/** Latest last, to the nanosecond; at the same time, by id, so that the outcome doesn't hang on the order of the input. */
export const labelOrder = (a: SaidLabel, b: SaidLabel): number => {
  const apart = Date.parse(a.time) - Date.parse(b.time);
  if (apart !== 0) return apart;
  const [first, second] = a.time === b.time ? [a.id, b.id] : [a.time, b.time];
  return first < second ? -1 : first > second ? 1 : 0;
};

/**
 * Brings labels to the predictions that they are about: by the prediction's id, or by the row's key, which all predictions of that row
 * share. It doesn't matter which of the two came first. Of labels that contradict each other the latest counts.
 * @param feedback each record once
 */
export function joinLabels<P extends Pick<PredictionRecord, "id" | "about">>(
  predictions: readonly P[],
  feedback: readonly SaidLabel[],
): JoinedLabels<P> {
  const keyOf = new Map<string, string>();
  const known = new Set<string>();
  for (const { id, about } of predictions) {
    const key = labelKey({ id, about });
    keyOf.set(id, key);
    known.add(key);
  }
  const labels = new Map<string, SaidLabel>();
  const waiting: SaidLabel[] = [];
  let repeated = 0;
  let corrected = 0;
  for (const record of [...feedback].sort(labelOrder)) {
    const key = (record.prediction === null ? undefined : keyOf.get(record.prediction)) ?? (record.about && keyText(record.about));
    if (key === null || !known.has(key)) {
      waiting.push(record);
      continue;
    }
    const before = labels.get(key);
    if (before?.label === record.label) {
      repeated++;
      continue;
    }
    if (before !== undefined) corrected++;
    labels.set(key, record);
  }
  const rows = predictions.map((prediction) => {
    const label = labels.get(keyOf.get(prediction.id)!);
    return { prediction, label: label?.label ?? null, labelledAt: label?.time ?? null };
  });
  return { rows, repeated, corrected, waiting };
}
