import { parseDay } from "../data/day";
import type { WalkForward } from "../evaluate/walk-forward";
import type { SplitPlan } from "./steps/split";

/** The rows of the plan's folds in the training period's table. @param times length rows, the date value, or the lot, of each row */
export function foldsOf(times: Float64Array, plan: SplitPlan): WalkForward["folds"] {
  const stretch = (dates: SplitPlan["train"]) => {
    const [from, to] = dates.draws ?? [parseDay(dates.from ?? ""), parseDay(dates.to ?? "")];
    const rows: number[] = [];
    for (let i = 0; i < times.length; i++) if (times[i]! >= from && times[i]! <= to) rows.push(i);
    return { rows: Int32Array.from(rows), sessions: dates.sessions, from, to };
  };
  return plan.folds.map((f) => ({ train: stretch(f.train), validate: stretch(f.validate) }));
}
