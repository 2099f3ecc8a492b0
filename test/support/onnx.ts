import { InferenceSession, Tensor } from "onnxruntime-node";
import type { Features } from "../../model-code/core/learners/learner";

/**
 * Scores a graph with the runtime that production uses.
 * @returns the first output, one value a row
 */
export async function scoreGraph(graph: Uint8Array, features: Features): Promise<Float64Array> {
  const session = await InferenceSession.create(graph, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const { rows, numbers, categories } = features;
  const feeds: Record<string, Tensor> = {};
  if (numbers.length > 0 || categories.length === 0) {
    const values = new Float32Array(rows * numbers.length);
    for (const [j, column] of numbers.entries()) for (let i = 0; i < rows; i++) values[i * numbers.length + j] = column.values[i]!;
    feeds.numbers = new Tensor("float32", values, [rows, numbers.length]);
  }
  if (categories.length > 0) {
    const values = Array.from({ length: rows }, (_, i) => categories.map((column) => column.values[i] ?? "")).flat();
    feeds.categories = new Tensor("string", values, [rows, categories.length]);
  }
  const outputs = await session.run(feeds);
  const first = outputs[session.outputNames[0]!]!;
  const scores = Float64Array.from(first.data as Float32Array);
  await session.release();
  return scores;
}

/** Names of the features, as `toOnnx` takes them. */
export const namesOf = (features: Features) => ({
  numbers: features.numbers.map((c) => c.name),
  categories: features.categories.map((c) => c.name),
});
