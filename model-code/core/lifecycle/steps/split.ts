import { dayText, parseDay } from "../../data/day";
import { DRAW, orderColumn } from "../../data/row-identity";
import { numbersOf, takeRows } from "../../data/table";
import { type Stretch, walkForward } from "../../evaluate/walk-forward";
import { joinLabel } from "../../features/join-label";
import { BadInput } from "../../problem";
import type { Step } from "../step";
import { rowKey } from "./extract-features";

interface StretchDates {
  readonly from: string | null;
  readonly to: string | null;
  /** Of rows without a time: the first and the last lot, both within. */
  readonly draws?: readonly [number, number];
  readonly rows: number;
  readonly sessions: number;
}

/** What is trained on and what is judged; dates as YYYY-MM-DD, both ends within, null where rows have no time. */
export interface SplitPlan {
  readonly train: StretchDates;
  readonly test: StretchDates;
  readonly folds: readonly { readonly train: StretchDates; readonly validate: StretchDates }[];
  readonly embargoSessions: number;
  /** Whether the test begins at split.testFrom or is the last split.testShare. */
  readonly rule: "testFrom" | "testShare";
}

const dates = (s: Stretch, isDated: boolean): StretchDates => ({
  ...(isDated ? { from: dayText(s.from), to: dayText(s.to) } : { from: null, to: null, draws: [s.from, s.to] as const }),
  rows: s.rows.length,
  sessions: s.sessions,
});

export const split: Step = {
  name: "split",
  title: "Divide the rows, in time where they have one: training with its folds, embargo, test",
  inputs: [{ name: "features", from: "extract-features" }],
  outputs: [
    { name: "training", zone: "features" },
    { name: "test", zone: "features" },
  ],
  params: {},
  reads: ["sources", "split", "task"],
  files: () => [],
  async run({ inputs, outputs, model, progress }) {
    const key = rowKey(model);
    const time = orderColumn(model.sources[0]!);
    const isDated = time !== DRAW;
    const labelled = joinLabel(await inputs.features!.table("features.parquet"), await inputs.features!.table("labels.parquet"), key);
    if (model.task === "binary-classification") {
      const odd = numbersOf(labelled, "label").find((v) => v !== 0 && v !== 1);
      if (odd !== undefined)
        throw new BadInput("label.sql", [
          { where: "label.sql label", expected: "0 or 1", got: String(odd), remedy: "Correct the query, or make the task regression." },
        ]);
    }
    const times = numbersOf(labelled, time);
    const division = walkForward(times, model.split, isDated);
    const wanted = parseDay(model.split.testFrom ?? "");
    const isAtTestFrom =
      division.test.from === times.reduce((first, t) => (t >= wanted && t < first ? t : first), Number.POSITIVE_INFINITY);
    const plan: SplitPlan = {
      train: dates(division.train, isDated),
      test: dates(division.test, isDated),
      folds: division.folds.map((f) => ({ train: dates(f.train, isDated), validate: dates(f.validate, isDated) })),
      embargoSessions: model.split.embargoSessions,
      rule: isAtTestFrom ? "testFrom" : "testShare",
    };
    await outputs.training!.writeTable("rows.parquet", takeRows(labelled, division.train.rows));
    await outputs.test!.writeTable("rows.parquet", takeRows(labelled, division.test.rows));
    for (const folder of [outputs.training!, outputs.test!]) folder.writeJson("split.json", plan);
    progress.metric("train.rows", plan.train.rows);
    progress.metric("test.rows", plan.test.rows);
    return { verdict: "done" };
  },
};
