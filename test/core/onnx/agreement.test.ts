import fc from "fast-check";
import { LEARNERS } from "../../../model-code/core/learners";
import { fitCalibration } from "../../../model-code/core/learners/calibration";
import { type FittedModel, predict } from "../../../model-code/core/learners/fitted-model";
import type { Features, Params, Task, TrainingData } from "../../../model-code/core/learners/learner";
import { GRAPH_WRITERS, toOnnx } from "../../../model-code/core/onnx";
import { seededRandom } from "../../../model-code/core/random";
import { namesOf, scoreGraph } from "../../support/onnx";

const LEVELS = ["red", "green", "blue", "ünï", "a,b"];
const SECTORS = Array.from({ length: 40 }, (_, i) => `s${i}`);

/** Numbers with gaps, a feature without spread, an empty one, and two categories: what a learner may meet. */
function trainingData(seed: string, task: Task, rows = 300): TrainingData {
  const random = seededRandom(seed);
  const column = (of: () => number) => Float64Array.from({ length: rows }, of);
  const x = column(() => (random.next() < 0.1 ? Number.NaN : random.normal()));
  const y = column(() => 1000 + 50 * random.normal());
  const z = column(() => random.integer(7));
  const colour = Array.from({ length: rows }, () => (random.next() < 0.1 ? null : LEVELS[random.integer(LEVELS.length)]!));
  const sector = Array.from({ length: rows }, () => SECTORS[random.integer(SECTORS.length)]!);
  const signal = column(() => 0).map(
    (_, i) => (x[i]! || 0) + (colour[i] === "red" ? 1 : -0.5) + (Number(sector[i]!.slice(1)) % 3) - 1 + 0.5 * random.normal(),
  );
  return {
    features: {
      rows,
      numbers: [
        { name: "x", values: x },
        { name: "y", values: y },
        { name: "z", values: z },
        { name: "constant", values: column(() => 3) },
        { name: "empty", values: column(() => Number.NaN) },
      ],
      categories: [
        { name: "colour", values: colour },
        { name: "sector", values: sector },
      ],
    },
    label: signal.map((s) => (task === "regression" ? s : s > 0 ? 1 : 0)),
  };
}

const anyNumber = fc.oneof(
  fc.double({ min: -4, max: 4, noNaN: true }),
  fc.constantFrom(Number.NaN, 0, -0, 1e38, -1e38, 1e300, -1e300, Infinity, -Infinity, 1e-40, 3),
  fc.double({ min: 800, max: 1200, noNaN: true }),
);
const anyCategory = (levels: readonly string[]) => fc.constantFrom(...levels, null, "", "unseen", "RED");

/** Rows as nobody saw them in training. */
const strangeFeatures = fc
  .array(fc.tuple(fc.array(anyNumber, { minLength: 5, maxLength: 5 }), anyCategory(LEVELS), anyCategory(SECTORS)), {
    minLength: 1,
    maxLength: 40,
  })
  .map((rows): Features => {
    const names = ["x", "y", "z", "constant", "empty"];
    return {
      rows: rows.length,
      numbers: names.map((name, j) => ({ name, values: Float64Array.from(rows, (r) => r[0][j]!) })),
      categories: [
        { name: "colour", values: rows.map((r) => r[1]) },
        { name: "sector", values: rows.map((r) => r[2]) },
      ],
    };
  });

const PARAMS: Readonly<Record<string, Params>> = { "naive-score": { feature: "x" }, "boosted-trees": { rounds: 40, minRowsPerLeaf: 5 } };
const cases = Object.values(LEARNERS).flatMap((learner) => learner.tasks.map((task) => [learner.name, task] as const));

function fitted(name: string, task: Task, data: TrainingData): FittedModel {
  const learner = LEARNERS[name]!;
  const model = learner.fit(data, PARAMS[name] ?? {}, { task, random: seededRandom("fit") });
  const calibration = task === "regression" ? null : fitCalibration(learner.score(model, data.features), data.label);
  return { learner: name, task, fitted: JSON.parse(JSON.stringify(model)), calibration };
}

/** Largest difference: absolute up to 1, relative above, because the graph's output is float32. */
function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, x, i) => {
    const d = x === b[i] ? 0 : Math.abs(x - b[i]!) / Math.max(1, Math.abs(x));
    return Number.isNaN(d) ? Infinity : Math.max(most, d);
  }, 0);
}

test("every learner has a graph writer", () => {
  expect(Object.keys(GRAPH_WRITERS).sort()).toEqual(Object.keys(LEARNERS).sort());
});

describe.each(cases)("%s, %s", (name, task) => {
  const data = trainingData(`${name}/${task}`, task);
  const model = fitted(name, task, data);

  test("the graph scores the training rows as the learner does", async () => {
    const graph = toOnnx(model, namesOf(data.features));
    expect(largestDifference(predict(model, data.features), await scoreGraph(graph, data.features))).toBeLessThan(1e-5);
  });

  test("the graph scores any row as the learner does", async () => {
    const graph = toOnnx(model, namesOf(data.features));
    await fc.assert(
      fc.asyncProperty(strangeFeatures, async (features) => {
        const expected = predict(model, features);
        expect(expected.every(Number.isFinite)).toBe(true);
        expect(largestDifference(expected.map(Math.fround), await scoreGraph(graph, features))).toBeLessThan(1e-5);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  test("features are found by name, whatever the order and whatever else there is", async () => {
    const { numbers, categories, rows } = data.features;
    const other = { name: "other", values: new Float64Array(rows).fill(9) };
    const shuffled = { rows, numbers: [other, ...[...numbers].reverse()], categories: [...categories].reverse() };
    const graph = toOnnx(model, namesOf(shuffled));
    expect(largestDifference(predict(model, data.features), await scoreGraph(graph, shuffled))).toBeLessThan(1e-5);
    expect(predict(model, shuffled)).toEqual(predict(model, data.features));
  });

  test("equal models are equal bytes", () => {
    const again = toOnnx(fitted(name, task, data), namesOf(data.features));
    expect(Buffer.compare(again, toOnnx(model, namesOf(data.features)))).toBe(0);
  });
});
