import { dayText, yearOf } from "../../data/day";
import { groupBy } from "../../data/group-by";
import type { CuratedSource, DataManifest } from "../../data/manifest";
import { numbersOf, type Table, takeRows } from "../../data/table";
import type { SourceSpec } from "../../spec/model-schema";
import type { Step } from "../step";
import type { Adjustments } from "./clean";
import type { Watermark } from "./ingest";
import type { Quality } from "./validate";

/** A table's rows by calendar year, in order; those of a source without a time are one part. */
function partsOf({ time, contract }: SourceSpec, table: Table) {
  if (time === undefined)
    return table.rows === 0
      ? []
      : [{ folder: "undated", rows: Int32Array.from({ length: table.rows }, (_, i) => i), from: null, to: null }];
  const perDay = contract.columns[time]!.type === "timestamp" ? 86_400_000 : 1;
  const days = numbersOf(table, time).map((t) => Math.floor(t / perDay));
  return [...groupBy(days.keys(), (row) => yearOf(days[row]!))]
    .sort(([a], [b]) => a - b)
    .map(([year, rows]) => ({ folder: `year=${year}`, rows, from: dayText(days[rows[0]!]!), to: dayText(days[rows.at(-1)!]!) }));
}

export const curate: Step = {
  name: "curate",
  title: "Partition by year and write down what is there",
  inputs: [
    { name: "raw", from: "ingest" },
    { name: "clean", from: "clean" },
    { name: "standard", from: "standardize" },
  ],
  outputs: [{ name: "curated", zone: "curated" }],
  params: {},
  reads: ["sources"],
  files: () => [],
  async run({ inputs, outputs, model, progress }) {
    const watermark = inputs.raw!.json<Watermark>("watermark.json");
    const adjustments = inputs.clean!.json<Readonly<Record<string, Adjustments>>>("adjustments.json");
    const sources: Record<string, CuratedSource> = {};
    for (const [i, source] of model.sources.entries()) {
      progress.at(i / model.sources.length, source.name);
      const table = await inputs.standard!.table(`${source.name}.parquet`);
      const partitions = [];
      for (const { folder, rows, from, to } of partsOf(source, table)) {
        const path = `${source.name}/${folder}/rows.parquet`;
        await outputs.curated!.writeTable(path, takeRows(table, rows));
        partitions.push({ path, rows: rows.length, from, to });
      }
      // a source that did not come still has its columns
      if (partitions.length === 0) await outputs.curated!.writeTable(`${source.name}/none/rows.parquet`, table);
      sources[source.name] = {
        rows: table.rows,
        from: partitions[0]?.from ?? null,
        to: partitions.at(-1)?.to ?? null,
        partitions,
        columns: Object.entries(table.columns).map(([name, column]) => ({ name, type: column.type })),
        files: watermark[source.name]!.files,
        adjustments: adjustments[source.name]!,
      };
    }
    const manifest: DataManifest = { sources };
    outputs.curated!.writeJson("manifest.json", manifest);
    outputs.curated!.writeJson("quality.json", inputs.clean!.json<Quality>("quality.json"));
    return { verdict: "done" };
  },
};
