import { numbersOf } from "../../data/table";
import { featuresOf } from "../../features/feature-columns";
import { selectFeatures as select } from "../../features/select";
import { BadInput } from "../../problem";
import type { Step } from "../step";

export const selectFeatures: Step = {
  name: "select-features",
  title: "Leave out features that say nothing or say it twice",
  inputs: [{ name: "training", from: "split" }],
  outputs: [{ name: "selected", zone: "features" }],
  params: {},
  reads: ["features"],
  files: () => [],
  async run({ inputs, outputs, model, progress }) {
    const table = await inputs.training!.table("rows.parquet");
    const selection = select(featuresOf(table, model.features), numbersOf(table, "label"), model.features.selection);
    if (selection.numbers.length + selection.categories.length === 0)
      throw new BadInput("select-features", [
        {
          where: "features",
          expected: "one feature at least",
          got: "none that varies and is there",
          remedy: "Look at the findings, and at features.sql.",
        },
      ]);
    outputs.selected!.writeJson("selection.json", selection);
    progress.metric("features.kept", selection.numbers.length + selection.categories.length);
    return { verdict: "done" };
  },
};
