import { InferenceSession, Tensor } from "onnxruntime-node";
import type { GraphScorer } from "../../core/lifecycle/step";
import { boundFeeds } from "../../core/onnx/bound-feeds";
import { openPackageGraph, type PackageGraph } from "./package-graph";

/** A scorer that keeps each graph's session for as long as its bytes are kept. Runs on the CPU. */
export function graphScorer(threads = 1): GraphScorer {
  const sessions = new WeakMap<Uint8Array, Promise<InferenceSession>>();
  const bound = new WeakMap<Uint8Array, Promise<PackageGraph>>();
  return {
    async score(graph, numbers, categories) {
      let opening = sessions.get(graph);
      if (opening === undefined) {
        opening = InferenceSession.create(graph, { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 });
        sessions.set(graph, opening);
      }
      const session = await opening;
      if (numbers.rows === 0) return new Float64Array(0);
      const feeds: Record<string, Tensor> = {};
      if (session.inputNames.includes("numbers")) feeds.numbers = new Tensor("float32", numbers.values, [numbers.rows, numbers.width]);
      if (session.inputNames.includes("categories"))
        feeds.categories = new Tensor("string", [...categories.values], [numbers.rows, categories.width]);
      const results = await session.run(feeds);
      return Float64Array.from(results[session.outputNames[0]!]!.data as Float32Array);
    },
    async scoreBound(graph, binding, features) {
      let opening = bound.get(graph);
      if (opening === undefined) {
        opening = openPackageGraph(graph, binding, threads);
        bound.set(graph, opening);
      }
      const opened = await opening;
      if (features.rows === 0) return new Float64Array(0);
      return Float64Array.from(await opened.run(boundFeeds(binding, features), features.rows));
    },
  };
}
