import { type Gate, holdAgainst, requiredOf } from "../gate";
import { METRICS } from "../metrics";

/** The metric itself on the test period, not its interval. */
export const threshold: Gate<"threshold"> = {
  kind: "threshold",
  title: "The metric itself",
  judge(spec, evaluation, selected) {
    const observed = evaluation.candidates[selected]?.metrics[spec.metric]?.value ?? null;
    const required = requiredOf(spec);
    return {
      kind: "threshold",
      title: `${METRICS[spec.metric].title} of ${selected}`,
      metric: spec.metric,
      observed,
      required,
      ...holdAgainst(METRICS[spec.metric].title, observed, required),
    };
  },
};
