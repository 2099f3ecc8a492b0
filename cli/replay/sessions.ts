import type { BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import { readParquet } from "../../model-code/adapters/duckdb/sql-engine";
import { dayText } from "../../model-code/core/data/day";
import { orderColumn } from "../../model-code/core/data/row-identity";
import { numbersOf, stringsOf } from "../../model-code/core/data/table";
import { joinLabel } from "../../model-code/core/features/join-label";
import { rowKey } from "../../model-code/core/lifecycle/steps/extract-features";
import type { RowKey } from "../../model-code/core/serving/prediction-record";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import type { RunRecord } from "../../model-code/hosts/local-runner/run-record";
import { staging } from "../../model-code/hosts/local-runner/staging";
import type { Stretch } from "./story";

/** What is asked after a session, and what turned out to be true a session later. */
export interface AskedRow {
  readonly about: RowKey;
  readonly features: Readonly<Record<string, number | string | null>>;
  readonly label: number;
}

/** A session and its rows. */
export interface Session {
  /** YYYY-MM-DD */
  readonly date: string;
  readonly rows: readonly AskedRow[];
}

/**
 * The rows of a stretch by session, in order of time, as a run of the whole history made them. A row of features holds nothing of
 * what came after it, so that these are the rows that the callers would have sent on those days.
 */
export async function sessionsOf(
  model: ModelSpec,
  run: RunRecord,
  store: BlobStore,
  work: string,
  stretch: Stretch,
): Promise<readonly Session[]> {
  const record = run.steps.find((s) => s.step === "extract-features")!.outputs.features!;
  const folder = await staging(store, work).bring("features", record);
  const key = rowKey(model);
  const time = orderColumn(model.sources[0]!);
  const features = await readParquet([`${folder}/features.parquet`]);
  const table = joinLabel(features, await readParquet([`${folder}/labels.parquet`]), key);
  const days = numbersOf(table, time);
  const label = numbersOf(table, "label");
  const numbers = model.features.numbers.map((name) => ({ name, values: numbersOf(table, name) }));
  const categories = model.features.categories.map((name) => ({ name, values: stringsOf(table, name) }));
  const keys = key.filter((name) => name !== time).map((name) => ({ name, values: stringsOf(table, name) }));
  const byDate = new Map<string, AskedRow[]>();
  for (let r = 0; r < table.rows; r++) {
    const date = dayText(days[r]!);
    if (date < stretch.from || date > stretch.to || Number.isNaN(label[r]!)) continue;
    const rows = byDate.get(date) ?? [];
    rows.push({
      about: Object.fromEntries([...keys.map((k) => [k.name, k.values[r]!]), [time, date]]),
      features: Object.fromEntries([
        ...numbers.map((c) => [c.name, Number.isNaN(c.values[r]!) ? null : c.values[r]!]),
        ...categories.map((c) => [c.name, c.values[r] ?? null]),
      ]),
      label: label[r]!,
    });
    byDate.set(date, rows);
  }
  return [...byDate].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, rows]) => ({ date, rows }));
}
