import { parseDay } from "../data/day";
import type { PackageDocument } from "../package/layout";
import { BoundedMap } from "../serving/bounded-map";
import { eventDay } from "../serving/event-day";
import type { SaidLabel } from "../serving/join-labels";
import type { PredictionRecord } from "../serving/prediction-record";
import { MOST_ROWS, RowSample } from "../serving/row-sample";
import type { MonitorInput, MonitorReport } from "./monitor";
import { besideTime, entityOf, isMonitored, monitoredRow, monitoredRows } from "./monitored-rows";

/** What monitors look at. */
export interface Monitored extends Pick<MonitorInput, "rows" | "newest"> {
  /** undefined if these are all rows. */
  readonly sampled: MonitorReport["sampled"];
}

/** That a report judged a sample, and of what. */
export const sampleText = ({ share, answers }: NonNullable<MonitorReport["sampled"]>): string =>
  `a sample: 1 in ${1 / share} of the rows that ${answers.toLocaleString("en")} answers were about`;

/**
 * What a version answered, of a stream of labels and then of answers, in memory that does not grow with them: all rows up to `most`, of
 * more a sample (see `RowSample`). The newest day of each entity is known all the same, so that none looks late whose rows were left out.
 */
export class MonitorSample {
  readonly #rows: RowSample<PredictionRecord>;
  readonly #newest: BoundedMap<number>;
  readonly #columns: readonly string[];

  /** @param digest the version's */
  constructor(
    private readonly digest: string,
    private readonly document: Pick<PackageDocument, "features" | "rowKey" | "time">,
    most = MOST_ROWS,
  ) {
    const rowOf = (record: PredictionRecord) => monitoredRow(record, document.rowKey);
    this.#rows = new RowSample({ most, rowOf, slotOf: () => "", counts: "last" });
    this.#newest = new BoundedMap(most);
    this.#columns = besideTime(document);
  }

  /** All of them before the first answer. */
  label(label: SaidLabel): void {
    this.#rows.label(label);
  }

  /** @param record of whatever version: a label may name another's answer to the same row */
  add(record: PredictionRecord): void {
    const counts = isMonitored(record, this.digest);
    this.#rows.add(record, counts ? record : undefined);
    if (!counts) return;
    const entity = entityOf(record.about, this.#columns);
    const day = parseDay(eventDay(record, this.document.time));
    if (day > (this.#newest.get(entity) ?? Number.NEGATIVE_INFINITY)) this.#newest.set(entity, day);
  }

  result(): Monitored {
    const { predictions, labels, share, answers } = this.#rows.result();
    const rows = monitoredRows(predictions, labels, this.digest, this.document);
    const newest = [...this.#newest.entries()];
    return {
      rows,
      newest: { days: Float64Array.from(newest, ([, day]) => day), entities: newest.map(([entity]) => entity) },
      sampled: share < 1 ? { share, answers } : undefined,
    };
  }
}
