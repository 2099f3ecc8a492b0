import { METRICS } from "../../../model-code/core/evaluate/metrics";
import { type PermutationInput, permutationImportance } from "../../../model-code/core/evaluate/permutation-importance";
import type { Features } from "../../../model-code/core/learners/learner";
import { seededRandom } from "../../../model-code/core/random";

const SESSIONS = 200;
const draws = seededRandom("features");
/** Two entities a session. */
const sessionOfRow = Int32Array.from({ length: 2 * SESSIONS }, (_, row) => Math.floor(row / 2));
const useful = Float64Array.from(sessionOfRow, () => draws.normal());
const weekday = Array.from(sessionOfRow, () => ["Mon", "Tue"][draws.integer(2)]!);
const features: Features = {
  rows: sessionOfRow.length,
  numbers: [
    { name: "useful", values: useful },
    { name: "useless", values: useful.map(() => draws.normal()) },
  ],
  categories: [{ name: "weekday", values: weekday }],
};
const label = useful.map((u, i) => (u + (weekday[i] === "Mon" ? 0.7 : -0.7) + 0.5 * draws.normal() > 0 ? 1 : 0));
const score = ({ numbers, categories }: Features) =>
  numbers[0]!.values.map((u, i) => u + (categories[0]!.values[i] === "Mon" ? 0.7 : -0.7));
const input: PermutationInput = {
  features,
  label,
  sessionOfRow,
  blockSessions: 5,
  metric: METRICS.auc,
  random: seededRandom(1),
  score,
};

test("what the model uses loses, what it does not use loses exactly nothing", async () => {
  const losses = await permutationImportance(input);
  expect(losses.map((l) => l.feature)).toEqual(["useful", "useless", "weekday"]);
  const [first, second, third] = losses;
  expect(first!.loss!).toBeGreaterThan(third!.loss!);
  expect(third!.loss!).toBeGreaterThan(0.05);
  expect(second).toEqual({ feature: "useless", loss: 0, standardDeviation: 0 });
});

test("of a loss, what the model uses makes it larger", async () => {
  const probability = (of: Features) => score(of).map((s) => 1 / (1 + Math.exp(-3 * s)));
  const [first] = await permutationImportance({ ...input, metric: METRICS["log-loss"], score: probability });
  expect(first!.loss!).toBeGreaterThan(0);
});

test("a seed determines it, whatever other features there are, and a scorer may be asynchronous", async () => {
  const again = await permutationImportance({ ...input, random: seededRandom(1), score: async (of) => score(of) });
  expect(again).toEqual(await permutationImportance(input));
  const without = { ...features, numbers: features.numbers.slice(0, 1) };
  expect((await permutationImportance({ ...input, features: without }))[0]).toEqual(again[0]);
  expect((await permutationImportance({ ...input, random: seededRandom(2) }))[0]).not.toEqual(again[0]);
});

test("blocks of sessions move whole: within one, values keep their neighbours", async () => {
  const position = Float64Array.from(sessionOfRow, (_, row) => row);
  const seen: Float64Array[] = [];
  await permutationImportance({
    ...input,
    features: { rows: position.length, numbers: [{ name: "position", values: position }], categories: [] },
    score: ({ numbers }) => {
      seen.push(numbers[0]!.values);
      return numbers[0]!.values;
    },
  });
  const [asItWas, ...moved] = seen;
  expect(asItWas).toEqual(position);
  expect(moved).toHaveLength(5);
  for (const values of moved) {
    expect(values).not.toEqual(position);
    expect([...values].sort((a, b) => a - b)).toEqual([...position]);
    // 40 blocks of 10 rows: a break can be only where a block ends
    const breaks = values.filter((v, row) => row > 0 && v !== values[row - 1]! + 1 && row % 10 !== 0);
    expect(breaks).toHaveLength(0);
  }
});

test("a score that is no number leaves the loss undetermined", async () => {
  const [first] = await permutationImportance({ ...input, score: ({ rows }) => new Float64Array(rows).fill(Number.NaN) });
  expect(first).toEqual({ feature: "useful", loss: null, standardDeviation: null });
});
