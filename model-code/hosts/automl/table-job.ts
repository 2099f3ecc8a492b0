import { loadModel } from "../../adapters/model-files";
import { openInput } from "../../adapters/step-folders/input-folder";
import { openOutput } from "../../adapters/step-folders/output-folder";
import { automlTables, mlTableText } from "../../core/automl/training-data";
import { orderColumn } from "../../core/data/row-identity";
import { numbersOf } from "../../core/data/table";
import type { FeatureSelection } from "../../core/features/select";
import type { SplitPlan } from "../../core/lifecycle/steps/split";
import { parseFolderArguments } from "../folder-arguments";

export const TABLE_USAGE =
  "node job.js automl-table --model NAME --models DIR --input training=DIR --input selected=DIR --output automl_training=DIR --output automl_validation=DIR";

/**
 * Writes what a search of Azure ML may see as two tables that it reads.
 * @param tell a line for each table
 * @throws BadInput
 */
export async function writeAutomlTables(argv: readonly string[], tell: (line: string) => void): Promise<void> {
  const { inputs, outputs, model, models } = parseFolderArguments(argv, {
    inputs: ["training", "selected"],
    outputs: ["automl_training", "automl_validation"],
    model: true,
    models: true,
    usage: TABLE_USAGE,
  });
  const { spec } = loadModel(models!, model!, { sample: false });
  const [training, selected] = [openInput(inputs.training), openInput(inputs.selected)];
  const rows = await training.table("rows.parquet");
  const tables = automlTables(
    rows,
    numbersOf(rows, orderColumn(spec.sources[0]!)),
    training.json<SplitPlan>("split.json"),
    selected.json<FeatureSelection>("selection.json"),
  );
  for (const [output, table] of [
    ["automl_training", tables.training],
    ["automl_validation", tables.validation],
  ] as const) {
    const pending = openOutput(outputs[output]);
    try {
      await pending.folder.writeTable("rows.parquet", table);
      pending.folder.writeText("MLTable", mlTableText());
      await pending.commit();
      tell(`${output}: ${table.rows} rows of ${Object.keys(table.columns).length} columns`);
    } finally {
      pending.discard();
    }
  }
}
