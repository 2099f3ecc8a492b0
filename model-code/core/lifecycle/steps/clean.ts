import { CALENDARS } from "../../data/calendar";
import { carrySessions } from "../../data/missing-sessions";
import { adjustForSplits, findSplits, type Split } from "../../data/splits";
import type { Step } from "../step";
import type { Quality } from "./validate";

/** What cleaning changed in a source. */
export interface Adjustments {
  readonly splits: readonly Split[];
  /** Rows made for sessions that were missing. */
  readonly carried: number;
}

export const clean: Step = {
  name: "clean",
  title: "Adjust for splits and fill missing sessions by the policy",
  inputs: [{ name: "valid", from: "validate" }],
  outputs: [{ name: "clean", zone: "curated" }],
  params: {},
  reads: ["sources"],
  files: () => [],
  async run({ inputs, outputs, model, progress }) {
    const adjustments: Record<string, Adjustments> = {};
    for (const [i, source] of model.sources.entries()) {
      progress.at(i / model.sources.length, source.name);
      const table = await inputs.valid!.table(`${source.name}.parquet`);
      const splits = findSplits(source, table);
      for (const s of splits)
        if (s.confirmed === false)
          progress.warn(
            `${source.name}: ${s.entity} looks split ${s.ratio} for 1 on ${s.date}, but its adjusted close says no; left as it is`,
          );
      const adjusted = adjustForSplits(source, table, splits);
      const { table: filled, carried } =
        source.missingSessions === "carry" && source.contract.calendar !== undefined
          ? carrySessions(source, adjusted, CALENDARS[source.contract.calendar]())
          : { table: adjusted, carried: 0 };
      adjustments[source.name] = { splits, carried };
      await outputs.clean!.writeTable(`${source.name}.parquet`, filled);
      progress.metric(`${source.name}.splits`, splits.filter((s) => s.confirmed !== false).length);
    }
    outputs.clean!.writeJson("adjustments.json", adjustments);
    outputs.clean!.writeJson("quality.json", inputs.valid!.json<Quality>("quality.json"));
    return { verdict: "done" };
  },
};
