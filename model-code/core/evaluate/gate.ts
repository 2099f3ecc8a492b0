import type { GateSpec, MetricName } from "../spec/model-schema";
import type { Evaluation } from "./evaluation";

export type GateKind = GateSpec["kind"];
export type GateSpecOf<K extends GateKind> = Extract<GateSpec, { kind: K }>;

/** What a figure must be. */
export interface Required {
  readonly min?: number;
  readonly max?: number;
  /** Larger than this, not equal. */
  readonly above?: number;
}

export interface GateVerdict {
  readonly kind: GateKind;
  readonly title: string;
  readonly metric: MetricName;
  readonly passed: boolean;
  /** The figure that was judged; null if the evaluation does not determine it, which never passes. */
  readonly observed: number | null;
  readonly required: Required;
  /** A plain sentence with the figures. */
  readonly why: string;
}

/** A kind of condition on the selected candidate. A plain object in the table `GATES`. */
export interface Gate<K extends GateKind = GateKind> {
  readonly kind: K;
  readonly title: string;
  /** @param selected the candidate's name; one that the evaluation does not have never passes */
  judge(spec: GateSpecOf<K>, evaluation: Evaluation, selected: string): GateVerdict;
}

const MIN_DECIMALS = 3;
const MAX_DECIMALS = 15;

/** Two figures with as few decimals (three at least) as tell them apart, so that no verdict reads "0.690 is below 0.690". */
export function figures(a: number, b: number): readonly [string, string] {
  for (let decimals = MIN_DECIMALS; decimals < MAX_DECIMALS; decimals++) {
    if (a === b || a.toFixed(decimals) !== b.toFixed(decimals)) return [a.toFixed(decimals), b.toFixed(decimals)];
  }
  return [String(a), String(b)];
}

/**
 * Holds a figure against its bounds, both of which pass.
 * @param what how the sentence begins: "AUC"
 */
export function holdAgainst(what: string, observed: number | null, required: Required): { passed: boolean; why: string } {
  if (observed === null) return { passed: false, why: `${what} could not be determined, which does not pass` };
  const { min, max } = required;
  if (min !== undefined && !(observed >= min)) {
    const [got, bound] = figures(observed, min);
    return { passed: false, why: `${what} ${got} is below ${bound}` };
  }
  if (max !== undefined && !(observed <= max)) {
    const [got, bound] = figures(observed, max);
    return { passed: false, why: `${what} ${got} is above ${bound}` };
  }
  const bounds = [
    ...(min === undefined ? [] : [`≥ ${figures(min, observed)[0]}`]),
    ...(max === undefined ? [] : [`≤ ${figures(max, observed)[0]}`]),
  ];
  const figure = `${what} ${figures(observed, min ?? max ?? observed)[0]}`;
  return { passed: true, why: [figure, bounds.join(" and ")].join(" ").trim() };
}

/** The bounds that a gate of model.yaml sets. */
export const requiredOf = ({ min, max }: { readonly min?: number; readonly max?: number }): Required => ({
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
});
