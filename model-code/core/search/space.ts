import { canonicalJson } from "../canonical-json";
import type { ParamRule, Params } from "../learners/learner";
import type { Random } from "../random";
import type { DimensionSpec } from "../spec/model-schema";

/** What is searched, by the parameter's name. Each type of dimension has its twin in an Azure ML sweep. */
export type Space = Readonly<Record<string, DimensionSpec>>;

const names = (space: Space): readonly string[] => Object.keys(space).sort();

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

function drawOne(dimension: DimensionSpec, random: Random): number | string | boolean {
  switch (dimension.type) {
    case "choice":
      return dimension.values[random.integer(dimension.values.length)]!;
    case "integer":
      return dimension.min + random.integer(dimension.max - dimension.min + 1);
    case "uniform":
      return dimension.min + random.next() * (dimension.max - dimension.min);
    case "log-uniform":
      // exp(ln max) may lie a rounding above max, which a learner's rule would refuse
      return clamp(dimension.min * (dimension.max / dimension.min) ** random.next(), dimension.min, dimension.max);
  }
}

/** One point of the space; an empty space has one, without parameters. The order in which the dimensions are written has no effect. */
export const drawPoint = (space: Space, random: Random): Params =>
  Object.fromEntries(names(space).map((name) => [name, drawOne(space[name]!, random)]));

/**
 * Draws points at random, which for few dimensions that matter finds better ones than a grid.
 * @param trials how many draws; equal points are kept once, so that a small space gives fewer
 * @see Bergstra and Bengio, Random Search for Hyper-Parameter Optimization (2012)
 */
export function drawPoints(space: Space, trials: number, random: Random): readonly Params[] {
  const points = new Map<string, Params>();
  for (let trial = 0; trial < trials; trial++) {
    const point = drawPoint(space, random);
    points.set(canonicalJson(point), point);
  }
  return [...points.values()];
}

/** Share of a dimension, at either end, in which a best point asks for more room on that side. */
const EDGE = 0.1;

type NumericDimension = Exclude<DimensionSpec, { type: "choice" }>;

function widenOne(dimension: NumericDimension, rule: ParamRule, best: number | undefined): NumericDimension {
  const log = dimension.type === "log-uniform";
  const scaled = (value: number) => (log ? Math.log(value) : value);
  const unscaled = (value: number) => (log ? Math.exp(value) : dimension.type === "integer" ? Math.round(value) : value);
  const [min, max] = [scaled(dimension.min), scaled(dimension.max)];
  const width = max - min;
  const atLow = best === undefined || scaled(best) <= min + EDGE * width;
  const atHigh = best === undefined || scaled(best) >= max - EDGE * width;
  const floor = Math.max(rule.min ?? -Infinity, log ? Number.MIN_VALUE : -Infinity);
  const ceiling = rule.max ?? Infinity;
  return {
    type: dimension.type,
    min: atLow ? Math.min(dimension.min, Math.max(floor, unscaled(min - width / 2))) : dimension.min,
    max: atHigh ? Math.max(dimension.max, Math.min(ceiling, unscaled(max + width / 2))) : dimension.max,
  };
}

/**
 * The space with every numeric dimension longer by half its width (of the logarithm for log-uniform) at an end, within the bounds of
 * the learner. Choices stay as they are.
 *
 * @param rules the learner's, by the parameter's name
 * @param best the best point so far: only ends that it lies close to, within a tenth of the width, move. @default both ends move
 */
export function widenSpace(space: Space, rules: Readonly<Record<string, ParamRule>>, best?: Params): Space {
  return Object.fromEntries(
    Object.entries(space).map(([name, dimension]) => {
      const rule = rules[name];
      const at = best?.[name];
      if (dimension.type === "choice" || rule === undefined) return [name, dimension];
      return [name, widenOne(dimension, rule, typeof at === "number" ? at : undefined)];
    }),
  );
}
