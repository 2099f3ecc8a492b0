import { dayText } from "../../data/day";
import { DRAW, orderColumn, rowColumns } from "../../data/row-identity";
import { numbersOf, type Table } from "../../data/table";
import { BadInput, type Problem } from "../../problem";
import type { ModelSpec } from "../../spec/model-schema";
import { curatedTables } from "../curated-tables";
import type { Step } from "../step";

/** Columns that identify a row of the feature table. */
export const rowKey = (model: ModelSpec): readonly string[] => rowColumns(model.sources[0]!);

/** Holds the columns that a query gave against what model.yaml says of them. */
function checkColumns(table: Table, wanted: Readonly<Record<string, "number" | "string" | "key">>, file: string): void {
  const problems: Problem[] = [];
  for (const [name, type] of Object.entries(wanted)) {
    const column = table.columns[name];
    const has = Object.entries(table.columns)
      .map(([n, c]) => `${n} (${c.type})`)
      .join(", ");
    if (column === undefined)
      problems.push({
        where: `${file} ${name}`,
        expected: `a column "${name}"`,
        got: has,
        remedy: "Add it to the query, or remove it from model.yaml.",
      });
    else if (type !== "key" && column.type !== type)
      problems.push({
        where: `${file} ${name}`,
        expected: `a ${type} column`,
        got: column.type,
        remedy: "Cast it in the query, or move it in model.yaml.",
      });
  }
  if (problems.length > 0) throw new BadInput(file, problems);
}

export const extractFeatures: Step = {
  name: "extract-features",
  title: "Compute features and labels by the model's queries",
  inputs: [{ name: "curated", from: "curate" }],
  outputs: [{ name: "features", zone: "features" }],
  params: {},
  reads: ["sources", "features", "label"],
  files: (model) => [model.features.sql, model.label.sql],
  async run({ inputs, outputs, model, modelFile, sql, progress }) {
    const tables = curatedTables(inputs.curated!);
    const key = Object.fromEntries(rowKey(model).map((name) => [name, "key" as const]));
    for (const [share, output, file, wanted] of [
      [
        0,
        "features",
        model.features.sql,
        {
          ...key,
          ...Object.fromEntries(model.features.numbers.map((n) => [n, "number" as const])),
          ...Object.fromEntries(model.features.categories.map((n) => [n, "string" as const])),
        },
      ],
      [0.7, "labels", model.label.sql, { ...key, label: "number" as const }],
    ] as const) {
      progress.at(share, output);
      const query = modelFile(file);
      checkColumns(await sql.query(`SELECT * FROM (${query.trim().replace(/;$/, "")}\n) LIMIT 0`, tables), wanted, file);
      const rows = await sql.copy(query, tables, outputs.features!.reserve(`${output}.parquet`));
      progress.metric(`${output}.rows`, rows);
    }
    const order = orderColumn(model.sources[0]!);
    const time = `"${order}"`;
    const span = await sql.query(`SELECT count(*) AS rows, min(${time}) AS first, max(${time}) AS last FROM features`, {
      features: { parquet: [outputs.features!.reserve("features.parquet")] },
    });
    const [rows, first, last] = ["rows", "first", "last"].map((name) => numbersOf(span, name)[0]!) as [number, number, number];
    if (rows === 0)
      throw new BadInput(model.features.sql, [
        {
          where: model.features.sql,
          expected: "rows",
          got: "none",
          remedy: "Bring more history: the query leaves out rows whose windows are not full.",
        },
      ]);
    const isDated = order !== DRAW;
    outputs.features!.writeJson("summary.json", { rows, from: isDated ? dayText(first) : null, to: isDated ? dayText(last) : null });
    return { verdict: "done" };
  },
};
