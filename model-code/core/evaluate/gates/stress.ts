import { figures, type Gate, type GateVerdict } from "../gate";
import { gainOver } from "../metric";
import { METRICS } from "../metrics";

/** How much worse the metric gets in the worst scenario. A score that is no number, or a metric that is not determined, never passes. */
export const stress: Gate<"stress"> = {
  kind: "stress",
  title: "The loss under stress",
  judge(spec, evaluation, selected): GateVerdict {
    const of = METRICS[spec.metric];
    const candidate = evaluation.candidates[selected];
    const calm = candidate?.metrics[spec.metric]?.value ?? null;
    const verdict = {
      kind: "stress",
      title: `${of.title} lost by ${selected} under stress`,
      metric: spec.metric,
      required: { max: spec.maxLoss },
    } as const;
    const refused = (why: string): GateVerdict => ({ ...verdict, passed: false, observed: null, why });
    if (candidate === undefined || candidate.stress.length === 0) return refused("no stress scenario was run, which does not pass");
    if (calm === null) return refused(`${of.title} without stress could not be determined, which does not pass`);
    const losses: { scenario: string; loss: number }[] = [];
    for (const { scenario, allFinite, metrics } of candidate.stress) {
      const value = metrics[spec.metric] ?? null;
      if (!allFinite) return refused(`under ${scenario} not every score is a number`);
      if (value === null) return refused(`${of.title} under ${scenario} could not be determined, which does not pass`);
      losses.push({ scenario, loss: gainOver(of, calm, value) });
    }
    const worst = losses.reduce((a, b) => (b.loss > a.loss ? b : a));
    const passed = worst.loss <= spec.maxLoss;
    const [got, bound] = figures(worst.loss, spec.maxLoss);
    return {
      ...verdict,
      passed,
      observed: worst.loss,
      why: `${of.title} loses ${got} under ${worst.scenario}, the worst of ${losses.length}, which is ${passed ? "within" : "more than"} ${bound}`,
    };
  },
};
