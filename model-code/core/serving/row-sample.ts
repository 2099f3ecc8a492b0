import { BoundedMap } from "./bounded-map";
import { keyText, labelKey, labelOrder, type SaidLabel } from "./join-labels";
import type { PredictionRecord } from "./prediction-record";

/** Of a model's rows in memory: about 1 kB each with 20 features. Twice as precise would be four times as many. */
export const MOST_ROWS = 100_000;

/** Labels that name an answer by its id are small, and what is held of them and of rows is drawn apart. */
const TOLD_FOR_A_ROW = 4;

/** What tells one answer from another, and what it is about. */
export type Asked = Pick<PredictionRecord, "id" | "arm" | "time" | "about">;

export interface SampleRules<P> {
  /** Rows, and labels, that are held at most. */
  readonly most: number;
  /** What row a record is of; @param key what it shares its label with */
  readonly rowOf: (record: P, key: string) => string;
  /** Of a row's records with the same slot one is held. */
  readonly slotOf: (record: P) => string;
  readonly counts: "first" | "last";
}

/** Rows with their labels, as `joinLabels` takes them. */
export interface SampledRows<P> {
  /** Oldest first. */
  readonly predictions: readonly P[];
  readonly labels: readonly SaidLabel[];
  /** Chance of a row to be among these: 1, 1/2, 1/4 … */
  readonly share: number;
  /** Answers that these were taken from, and such that were given to the same rows. */
  readonly answers: number;
}

interface Row<P> {
  readonly key: string;
  readonly records: P[];
  /** Whether a label that names it by an answer's id could be held. */
  isNameable: boolean;
}

interface Told {
  readonly label: SaidLabel;
  isPlaced: boolean;
}

const order = (a: Asked, b: Asked): number =>
  a.time < b.time ? -1 : a.time > b.time ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : a.arm < b.arm ? -1 : a.arm > b.arm ? 1 : 0;

/**
 * What is held of a stream of labels, and then of answers, in memory that does not grow with them: whole rows, each with all that counts of
 * it and with its label, so that what is compared on the same rows still is. Up to `most` rows that are all; of more, a sample that what the
 * rows are about alone determines, however often each was asked and in whatever order.
 *
 * A label that names an answer by its id is brought to the answer's row as the answer passes by. Where there are more of such labels than
 * are held, rows whose answers they could not name are left out too, so that none counts as without a label for it.
 */
export class RowSample<P extends Asked> {
  readonly #rows: BoundedMap<Row<P>>;
  readonly #labels: BoundedMap<SaidLabel>;
  readonly #told: BoundedMap<Told>;
  #answers = 0;

  constructor(private readonly rules: SampleRules<P>) {
    this.#rows = new BoundedMap(rules.most);
    this.#labels = new BoundedMap(rules.most);
    this.#told = new BoundedMap(TOLD_FOR_A_ROW * rules.most);
  }

  /** Takes a label; all of them before the first answer. */
  label({ id, time, prediction, about, label }: SaidLabel): void {
    const said: SaidLabel = { id, time, prediction, about, label };
    if (prediction === null) {
      if (about !== null) this.#place(keyText(about), said);
      return;
    }
    const before = this.#told.get(prediction);
    if (before === undefined || labelOrder(before.label, said) < 0) this.#told.set(prediction, { label: said, isPlaced: false });
  }

  /** @param record what is held of the answer; undefined if it only tells what a label that names it is about */
  add(asked: Asked, record: P | undefined): void {
    const key = labelKey(asked);
    const told = this.#told.get(asked.id);
    if (told !== undefined) {
      told.isPlaced = true;
      this.#place(key, told.label);
    }
    if (record === undefined) return;
    this.#answers++;
    const name = this.rules.rowOf(record, key);
    if (!this.#rows.takes(name)) return;
    const isNameable = this.#told.takes(asked.id);
    const row = this.#rows.get(name);
    if (row === undefined) {
      this.#rows.set(name, { key, records: [record], isNameable });
      return;
    }
    row.isNameable ||= isNameable;
    const slot = this.rules.slotOf(record);
    const at = row.records.findIndex((r) => this.rules.slotOf(r) === slot);
    if (at === -1) row.records.push(record);
    else if (order(record, row.records[at]!) < 0 === (this.rules.counts === "first")) row.records[at] = record;
  }

  result(): SampledRows<P> {
    for (const { label, isPlaced } of this.#told.values()) if (!isPlaced && label.about !== null) this.#place(keyText(label.about), label);
    const rows = [...this.#rows.values()].filter((row) => row.isNameable && this.#labels.takes(row.key));
    return {
      predictions: rows.flatMap((row) => row.records).sort(order),
      labels: rows.flatMap(({ key, records: [first] }) => {
        const label = this.#labels.get(key);
        return label === undefined ? [] : [{ ...label, prediction: first!.id, about: null }];
      }),
      share: Math.min(this.#rows.share, this.#labels.share) * this.#told.share,
      answers: this.#answers,
    };
  }

  #place(key: string, label: SaidLabel): void {
    const before = this.#labels.get(key);
    if (before === undefined || labelOrder(before, label) < 0) this.#labels.set(key, label);
  }
}
