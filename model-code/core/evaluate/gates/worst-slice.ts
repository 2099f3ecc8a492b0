import { type Gate, type GateVerdict, holdAgainst, requiredOf } from "../gate";
import { gainOver } from "../metric";
import { METRICS } from "../metrics";

/** The metric in the worst slice that has enough rows. A slice in which it is not determined is worse than any other. */
export const worstSlice: Gate<"worst-slice"> = {
  kind: "worst-slice",
  title: "The metric in the worst slice",
  judge(spec, evaluation, selected): GateVerdict {
    const of = METRICS[spec.metric];
    const slices = (evaluation.candidates[selected]?.slices ?? []).filter((s) => s.slice === spec.slice && s.rows >= spec.minRows);
    const [worst] = slices
      .map((slice) => ({ value: slice.value, figure: slice.metrics[spec.metric]?.value ?? null }))
      .sort((a, b) => (a.figure === null ? -1 : b.figure === null ? 1 : gainOver(of, a.figure, b.figure)));
    const verdict = {
      kind: "worst-slice",
      title: `${of.title} of ${selected} in the worst ${spec.slice}`,
      metric: spec.metric,
      required: requiredOf(spec),
    } as const;
    if (worst === undefined) {
      return { ...verdict, passed: false, observed: null, why: `no ${spec.slice} has ${spec.minRows} rows, so that none could be judged` };
    }
    const what = `${of.title} in ${spec.slice} ${worst.value}, the worst of ${slices.length},`;
    return { ...verdict, observed: worst.figure, ...holdAgainst(what, worst.figure, verdict.required) };
  },
};
