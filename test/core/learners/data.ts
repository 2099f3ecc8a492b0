import type { Features, FitContext, Task, TrainingData } from "../../../model-code/core/learners/learner";
import { type Random, seededRandom } from "../../../model-code/core/random";

type Numbers = Readonly<Record<string, ArrayLike<number>>>;
type Categories = Readonly<Record<string, readonly (string | null)[]>>;

/** Features from columns by name. */
export function features(numbers: Numbers, categories: Categories = {}): Features {
  const rows = [...Object.values(numbers), ...Object.values(categories)][0]?.length ?? 0;
  return {
    rows,
    numbers: Object.entries(numbers).map(([name, values]) => ({ name, values: Float64Array.from(values) })),
    categories: Object.entries(categories).map(([name, values]) => ({ name, values })),
  };
}

export function data(numbers: Numbers, label: ArrayLike<number>, weight?: ArrayLike<number>, categories?: Categories): TrainingData {
  const of = { features: features(numbers, categories), label: Float64Array.from(label) };
  return weight === undefined ? of : { ...of, weight: Float64Array.from(weight) };
}

/** The rows at the given positions, in that order. */
export function take(all: TrainingData, positions: readonly number[]): TrainingData {
  const { numbers, categories } = all.features;
  const pick = (values: Float64Array) => Float64Array.from(positions, (i) => values[i]!);
  return {
    features: {
      rows: positions.length,
      numbers: numbers.map(({ name, values }) => ({ name, values: pick(values) })),
      categories: categories.map(({ name, values }) => ({ name, values: positions.map((i) => values[i] ?? null) })),
    },
    label: pick(all.label),
    ...(all.weight && { weight: pick(all.weight) }),
  };
}

export const context = (task: Task = "binary-classification", more: Partial<FitContext> = {}): FitContext => ({
  task,
  random: seededRandom("fit"),
  ...more,
});

/** Positions 0 to n − 1, shuffled. */
export function shuffled(n: number, random: Random): number[] {
  const positions = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [positions[i], positions[j]] = [positions[j]!, positions[i]!];
  }
  return positions;
}

export const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;
