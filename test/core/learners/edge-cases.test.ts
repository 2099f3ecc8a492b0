import { LEARNERS } from "../../../model-code/core/learners";
import { predict } from "../../../model-code/core/learners/fitted-model";
import type { Params, Task, TrainingData } from "../../../model-code/core/learners/learner";
import { toOnnx } from "../../../model-code/core/onnx";
import { namesOf, scoreGraph } from "../../support/onnx";
import { context, data, features } from "./data";

const PARAMS: Readonly<Record<string, Params>> = { "naive-score": { feature: "x" }, "boosted-trees": { minRowsPerLeaf: 1, rounds: 5 } };
const none = Number.NaN;

const cases: Readonly<Record<string, TrainingData>> = {
  "a constant feature": data({ x: [2, 2, 2, 2] }, [0, 1, 0, 1]),
  "an empty feature": data({ x: [none, none, none, none] }, [0, 1, 0, 1]),
  "one class": data({ x: [1, 2, 3, 4] }, [1, 1, 1, 1]),
  "one row": data({ x: [1] }, [1]),
  "one row that counts": data({ x: [1, 5, 9] }, [1, 0, 0], [0, 0, 3]),
  "enormous values": data({ x: [1e300, -1e300, 1e38, 0] }, [1, 0, 1, 0]),
  "tiny values": data({ x: [1e-40, 2e-40, -1e-40, 0] }, [1, 1, 0, 0]),
  "tiny weights": data({ x: [1, 2, 3, 4] }, [0, 0, 1, 1], [1e-12, 1e-12, 1e-12, 1e-12]),
  "an empty category": data({ x: [1, 2, 3, 4] }, [0, 0, 1, 1], undefined, { c: [null, null, "", null] }),
  "a category of its own for each row": data({ x: [1, 1, 1, 1] }, [0, 0, 1, 1], undefined, { c: ["a", "b", "c", "d"] }),
};
const learners = Object.values(LEARNERS).flatMap((learner) => learner.tasks.map((task) => [learner.name, task] as const));

describe.each(learners)("%s, %s", (name, task: Task) => {
  const learner = LEARNERS[name]!;
  test.each(Object.entries(cases))("learns from %s, scores anything with a number, and the graph agrees", async (_, train) => {
    const model = learner.fit(train, PARAMS[name] ?? {}, context(task));
    const rows = features(
      { x: [1, none, 1e300, -1e300, 2] },
      Object.fromEntries(train.features.categories.map((c) => [c.name, ["a", null, "", "z", "d"]])),
    );
    const complete = { learner: name, task, fitted: JSON.parse(JSON.stringify(model)), calibration: null };
    const answers = predict(complete, rows);
    expect(answers.every(Number.isFinite)).toBe(true);
    const graph = await scoreGraph(toOnnx(complete, namesOf(rows)), rows);
    for (const [i, answer] of answers.entries()) {
      if (Math.abs(answer) < 1e38) expect(graph[i]! / Math.max(1, Math.abs(answer))).toBeCloseTo(answer / Math.max(1, Math.abs(answer)), 5);
    }
    const shares = learner.importance(model).map((i) => i.share);
    const total = shares.reduce((sum, share) => sum + share, 0);
    expect(total === 0 || Math.abs(total - 1) < 1e-12).toBe(true);
  });

  test.each([
    ["no rows", data({ x: [] }, [])],
    ["no weight", data({ x: [1, 2] }, [0, 1], [0, 0])],
  ])("refuses %s", (_, train) => {
    expect(() => learner.fit(train, PARAMS[name] ?? {}, context(task))).toThrow(/needs at least one row with a weight above 0/);
  });
});

test.each(learners.filter(([name]) => name !== "naive-score"))("%s, %s: without any feature it is the prior", async (name, task) => {
  const nothing = { rows: 4, numbers: [], categories: [] };
  const learner = LEARNERS[name]!;
  const fitted = learner.fit({ features: nothing, label: Float64Array.of(0, 1, 1, 1) }, {}, context(task));
  const model = { learner: name, task, fitted, calibration: null };
  for (const answer of predict(model, nothing)) expect(answer).toBeCloseTo(0.75, 12);
  expect(await scoreGraph(toOnnx(model, namesOf(nothing)), nothing)).toEqual(Float64Array.of(0.75, 0.75, 0.75, 0.75));
});

test("a model of a learner that is not there is refused with the names that are", () => {
  const model = { learner: "forest", task: "regression" as const, fitted: {}, calibration: null };
  expect(() => predict(model, features({ x: [1] }))).toThrow(
    'no learner is called "forest"; there are: prior, naive-score, linear, logistic, boosted-trees',
  );
  expect(() => toOnnx(model, { numbers: ["x"], categories: [] })).toThrow('no learner is called "forest"');
});
