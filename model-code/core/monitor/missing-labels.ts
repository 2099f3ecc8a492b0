import type { ModelSpec } from "../spec/model-schema";
import type { SessionCalendar } from "./session-window";

/** The labels of a window, by rows. */
export interface LabelCounts {
  readonly known: number;
  /** Not known yet, and not to be expected either. */
  readonly pending: number;
  /** Should have come by `label.horizonSessions` and `monitors.labelToleranceSessions`. */
  readonly missing: number;
}

/** @param days beside `label`, of which NaN is not known */
export function labelCounts(
  days: Float64Array,
  label: Float64Array,
  asOf: number,
  calendar: SessionCalendar,
  { label: { horizonSessions }, monitors: { labelToleranceSessions } }: Pick<ModelSpec, "label" | "monitors">,
): LabelCounts {
  const isDue = new Map<number, boolean>();
  let [known, pending, missing] = [0, 0, 0];
  for (let i = 0; i < days.length; i++) {
    const day = days[i]!;
    if (!Number.isNaN(label[i]!)) {
      known++;
      continue;
    }
    const due = isDue.get(day) ?? calendar.sessionsBetween(day, asOf) > horizonSessions + labelToleranceSessions;
    isDue.set(day, due);
    if (due) missing++;
    else pending++;
  }
  return { known, pending, missing };
}
