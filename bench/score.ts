import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duckdb } from "../model-code/adapters/duckdb/sql-engine";
import { openPackageGraph } from "../model-code/adapters/onnx/package-graph";
import { boostedTrees } from "../model-code/core/learners/boosted-trees";
import { profileNumber } from "../model-code/core/monitor/reference-profile";
import { toOnnx } from "../model-code/core/onnx";
import type { PackageDocument } from "../model-code/core/package/layout";
import { seededRandom } from "../model-code/core/random";
import { contractOf } from "../model-code/core/serving/contract";
import { bindingOf } from "../model-code/core/serving/feeds";
import type { BatchPackage } from "../model-code/hosts/batch/batch-package";
import { scoreFile } from "../model-code/hosts/batch/score-file";
import type { Bench } from "./bench";

const ROWS = 1_000_000;
const TRAIN = 20_000;
const NAMES = Array.from({ length: 20 }, (_, i) => `x${i}`);

/** 100 trees of 31 leaves on 20 numbers. */
async function trained(): Promise<BatchPackage> {
  const random = seededRandom("rows");
  const numbers = NAMES.map((name) => ({ name, values: Float64Array.from({ length: TRAIN }, () => Math.fround(random.normal())) }));
  const features = { rows: TRAIN, numbers, categories: [] };
  const label = Float64Array.from({ length: TRAIN }, (_, i) => (numbers[0]!.values[i]! + numbers[1]!.values[i]! ** 2 > 1 ? 1 : 0));
  const context = { task: "binary-classification", random: seededRandom("fit") } as const;
  const fitted = boostedTrees.fit({ features, label }, { rounds: 100, leaves: 31 }, context);
  const names = { numbers: NAMES, categories: [] };
  const graph = toOnnx({ learner: "boosted-trees", task: "binary-classification", fitted, calibration: null }, names);
  const document = { model: "made", features: names, unused: [], output: "probability" } as unknown as PackageDocument;
  const profile = {
    rows: TRAIN,
    numbers: numbers.map((n) => profileNumber(n.name, n.values)),
    categories: [],
    prediction: profileNumber("prediction", label),
  };
  return {
    digest: "0".repeat(64),
    document,
    contract: contractOf(document, profile),
    graph: await openPackageGraph(graph, bindingOf(document), 2),
  };
}

export const bench: Bench = {
  name: "score",
  title: "Scoring a Parquet file of 1,000,000 rows and 20 numbers by 100 trees of 31 leaves, on two threads",
  async run() {
    const place = mkdtempSync(join(tmpdir(), "score-"));
    try {
      const input = join(place, "rows.parquet");
      const columns = NAMES.map((name, i) => `(sqrt(-2 * ln((hash(i, ${i}) % 1000000 + 1) / 1000001.0)) * cos(i * ${i + 1.7})) AS ${name}`);
      await duckdb.copy(`SELECT i AS id, ${columns.join(", ")} FROM range(${ROWS}) AS made(i)`, {}, input);
      const model = await trained();
      const seconds: number[] = [];
      for (let i = 0; i < 3; i++) {
        const begun = performance.now();
        await scoreFile({ input, output: join(place, `scores-${i}.parquet`), package: model });
        seconds.push((performance.now() - begun) / 1000);
      }
      return { rows: [{ what: "from file to file, slowest of 3", value: Math.max(...seconds), unit: "s", limit: 6 }], notes: [] };
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  },
};
