import { figures, type Gate } from "../gate";
import { METRICS } from "../metrics";

const signed = (value: number, text: string): string => (value > 0 ? `+${text}` : text);

/**
 * Whether the gain over the baseline is real: the lower bound of its interval, on resamples that both share, must be above a figure.
 * The baseline itself gains exactly 0 and so does not pass above 0.
 */
export const pairedGain: Gate<"paired-gain"> = {
  kind: "paired-gain",
  title: "The gain over the baseline",
  judge(spec, evaluation, selected) {
    const observed = evaluation.candidates[selected]?.gains[spec.metric]?.lower ?? null;
    const passed = observed !== null && observed > spec.above;
    const what = `the lower bound of the gain over ${evaluation.baseline}`;
    const [got, bound] = figures(observed ?? Number.NaN, spec.above);
    return {
      kind: "paired-gain",
      title: `${METRICS[spec.metric].title} of ${selected} over ${evaluation.baseline}`,
      metric: spec.metric,
      passed,
      observed,
      required: { above: spec.above },
      why:
        observed === null
          ? `${what} could not be determined, which does not pass`
          : `${what}, ${signed(observed, got)}, is ${passed ? "" : "not "}above ${spec.above === 0 ? "0" : signed(spec.above, bound)}`,
    };
  },
};
