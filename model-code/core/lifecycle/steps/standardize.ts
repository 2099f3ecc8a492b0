import { CALENDARS } from "../../data/calendar";
import { standardize as toStandard } from "../../data/standardize";
import type { Step } from "../step";

export const standardize: Step = {
  name: "standardize",
  title: "Bring names, texts and times to one form",
  inputs: [{ name: "clean", from: "clean" }],
  outputs: [{ name: "standard", zone: "curated" }],
  params: {},
  reads: ["sources"],
  files: () => [],
  async run({ inputs, outputs, model, progress }) {
    for (const [i, source] of model.sources.entries()) {
      progress.at(i / model.sources.length, source.name);
      const calendar = source.contract.calendar === undefined ? undefined : CALENDARS[source.contract.calendar]();
      const table = await inputs.clean!.table(`${source.name}.parquet`);
      await outputs.standard!.writeTable(`${source.name}.parquet`, toStandard(source, table, calendar));
    }
    return { verdict: "done" };
  },
};
