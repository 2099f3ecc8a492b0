import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { boostedTrees } from "../model-code/core/learners/boosted-trees";
import type { TrainingData } from "../model-code/core/learners/learner";
import { type Random, seededRandom } from "../model-code/core/random";

const TRAIN = 100_000;
const TEST = 20_000;
const WIDTH = 20;

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The value may be no larger. */
  readonly limit?: number;
}

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

/** Training time of boosted trees, and how well they rank rows that they have not seen, beside LightGBM on one thread. */
export const bench = {
  name: "boosted-trees",
  title: "Boosted trees: 100,000 rows, 20 numbers, 200 trees of 31 leaves, 255 bins, one thread",
  async run(): Promise<{ rows: Row[]; notes: string[] }> {
    const train = generated(TRAIN, seededRandom("train"));
    const test = generated(TEST, seededRandom("test"));
    const train200 = () => {
      const began = performance.now();
      const model = boostedTrees.fit(train, { rounds: 200 }, { task: "binary-classification", random: seededRandom("fit") });
      return { model, seconds: (performance.now() - began) / 1000 };
    };
    const fits = [train200(), train200(), train200()];
    const began = performance.now();
    const ours = auc(boostedTrees.score(fits[0]!.model, test.features), test.label);
    const scoring = performance.now() - began;
    const rows: Row[] = [
      { what: "training, first fit of the process", value: fits[0]!.seconds, unit: "s" },
      { what: "training, best of three", value: Math.min(...fits.map((f) => f.seconds)), unit: "s", limit: 3 },
      { what: "scoring, per 1,000 rows", value: scoring / (TEST / 1000), unit: "ms" },
      { what: "AUC on 20,000 rows not seen", value: ours, unit: "" },
    ];
    const theirs = peer(train, test);
    if ("missing" in theirs) return { rows, notes: [`LightGBM was not asked: ${theirs.missing}`] };
    rows.push(
      { what: "LightGBM: training, best of three", value: theirs.seconds, unit: "s" },
      { what: "LightGBM: AUC on the same rows", value: theirs.auc, unit: "" },
      { what: "AUC below LightGBM's", value: theirs.auc - ours, unit: "", limit: 0.002 },
    );
    return { rows, notes: ["LightGBM ran on the same rows with the same parameters and num_threads=1."] };
  },
};
