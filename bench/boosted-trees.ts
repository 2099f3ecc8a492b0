import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { boostedTrees } from "../model-code/core/learners/boosted-trees";
import type { TrainingData } from "../model-code/core/learners/learner";
import { type Random, seededRandom } from "../model-code/core/random";
import type { Bench, BenchRow } from "./bench";

const TRAIN = 100_000;
const TEST = 20_000;
const WIDTH = 20;

/** Normal features, of which eight matter: straight, in pairs, as a wave, as a step, as a square. */
function generated(rows: number, random: Random): TrainingData {
  const x = Array.from({ length: WIDTH }, () => Float64Array.from({ length: rows }, () => Math.fround(random.normal())));
  const label = Float64Array.from({ length: rows }, (_, i) => {
    const [a, b, c, d, e, f, g, h] = x.slice(0, 8).map((column) => column[i]!) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const logOdds = 0.8 * a - 0.6 * b + c * d + Math.sin(2 * e) + (f > 0.3 ? 0.5 : -0.5) * g + 0.3 * h * h - 0.3;
    return random.next() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0;
  });
  return { features: { rows, numbers: x.map((values, j) => ({ name: `x${j}`, values })), categories: [] }, label };
}

/** Area under the ROC curve by rank sums; scores without ties. */
function auc(score: Float64Array, label: Float64Array): number {
  const order = Array.from(score.keys()).sort((a, b) => score[a]! - score[b]!);
  let ones = 0;
  let ranks = 0;
  for (const [rank, i] of order.entries()) {
    ones += label[i]!;
    ranks += label[i]! * (rank + 1);
  }
  return (ranks - (ones * (ones + 1)) / 2) / (ones * (label.length - ones));
}

/** What LightGBM makes of the same rows, or why it could not be asked. */
function peer(train: TrainingData, test: TrainingData): { seconds: number; auc: number } | { missing: string } {
  const folder = mkdtempSync(join(tmpdir(), "boosted-trees-"));
  try {
    const file = join(folder, "rows.f32");
    const columns = train.features.numbers.map((c, j) => [...c.values, ...test.features.numbers[j]!.values]);
    writeFileSync(file, Buffer.from(Float32Array.from([...columns, [...train.label, ...test.label]].flat()).buffer));
    const script = join(__dirname, "boosted-trees-peer.py");
    const { stdout, stderr, status, error } = spawnSync("python3", [script, file, `${TRAIN}`, `${TEST}`, `${WIDTH}`], { encoding: "utf8" });
    if (status === 0) return JSON.parse(stdout);
    return { missing: error?.message ?? stderr.trim().split("\n").at(-1) ?? "no reason given" };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Data sets to train on: on one alone the two differ by more, either way, for no reason but their draws. */
const SETS = ["one", "two", "three"] as const;

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Training time of boosted trees, and how well they rank rows that they have not seen, beside LightGBM on one thread. */
export const bench: Bench = {
  name: "boosted-trees",
  title: "Boosted trees: 100,000 rows, 20 numbers, 200 trees of 31 leaves, 255 bins, one thread, three data sets",
  async run() {
    const seconds: number[] = [];
    const ours: number[] = [];
    const theirs: { readonly seconds: number; readonly auc: number }[] = [];
    let scoring = 0;
    for (const set of SETS) {
      const train = generated(TRAIN, seededRandom(`train ${set}`));
      const test = generated(TEST, seededRandom(`test ${set}`));
      const began = performance.now();
      const model = boostedTrees.fit(train, { rounds: 200 }, { task: "binary-classification", random: seededRandom("fit") });
      const trained = performance.now();
      ours.push(auc(boostedTrees.score(model, test.features), test.label));
      scoring += performance.now() - trained;
      seconds.push((trained - began) / 1000);
      const other = peer(train, test);
      if ("missing" in other) return { rows: own(), notes: [`LightGBM was not asked: ${other.missing}`] };
      theirs.push(other);
    }
    function own(): BenchRow[] {
      return [
        { what: "training, slowest (the process's first)", value: Math.max(...seconds), unit: "s" },
        { what: "training, best", value: Math.min(...seconds), unit: "s", limit: 3 },
        { what: "scoring, per 1,000 rows", value: scoring / ((TEST * ours.length) / 1000), unit: "ms" },
        { what: "AUC on 20,000 rows not seen, mean", value: mean(ours), unit: "" },
      ];
    }
    return {
      rows: [
        ...own(),
        { what: "LightGBM: training, best", value: Math.min(...theirs.map((t) => t.seconds)), unit: "s" },
        { what: "LightGBM: AUC on the same rows, mean", value: mean(theirs.map((t) => t.auc)), unit: "" },
        { what: "the two means differ by", value: Math.abs(mean(theirs.map((t) => t.auc)) - mean(ours)), unit: "", limit: 0.002 },
      ],
      notes: ["LightGBM ran on the same rows with the same parameters and num_threads=1."],
    };
  },
};
