import { type Table, takeRows } from "../../data/table";
import type { Scenario } from "../scenario";

/** No source that a run can do without delivers: their tables are empty, before the test period too. */
export const missingNews: Scenario = {
  name: "missing-news",
  title: "Optional sources are empty",
  applies: (model) => model.sources.some((source) => !source.required),
  apply(tables, { model }) {
    const changed: Record<string, Table> = { ...tables };
    for (const { name, required } of model.sources) {
      const table = tables[name];
      if (!required && table !== undefined) changed[name] = takeRows(table, []);
    }
    return changed;
  },
};
