import { InferenceSession, Tensor } from "onnxruntime-node";
import type { GraphBinding, GraphType } from "../../core/package/layout";
import { BadInput, type Problem } from "../../core/problem";
import type { Feed } from "../../core/serving/feeds";

/** A graph that is loaded, and gives what its package says that it gives; its memory goes when nobody holds it any more. */
export interface PackageGraph {
  /** @returns the answer, one value a row */
  run(feeds: readonly Feed[], rows: number): Promise<ArrayLike<number>>;
}

const OUTPUT_TYPES: readonly string[] = ["float32", "float64", "int64", "int32"];

const described = (m: InferenceSession.ValueMetadata | undefined): string =>
  m === undefined ? "none of this name" : m.isTensor ? `${m.type} [${m.shape.join(", ")}]` : "no tensor";

/** What keeps a graph from being fed as its package says. */
function bindingProblems({ inputs, output }: GraphBinding, session: InferenceSession): readonly Problem[] {
  const remedy = "Correct graph in model-package.json, or export the model anew.";
  const problems: Problem[] = [];
  for (const meta of session.inputMetadata)
    if (!inputs.some((i) => i.name === meta.name))
      problems.push({ where: `input ${meta.name}`, expected: "that the package feeds it", got: "no features for it", remedy });
  for (const { name, type, features } of inputs) {
    const meta = session.inputMetadata.find((m) => m.name === name);
    const rank = meta?.isTensor ? meta.shape.length : 0;
    const width = meta?.isTensor && rank === 2 ? meta.shape[1] : 1;
    const isFree = meta?.isTensor === true && typeof meta.shape[0] !== "number";
    const fits = meta?.isTensor && meta.type === type && isFree && (rank === 1 || rank === 2);
    if (!fits || (typeof width === "number" && width !== features.length))
      problems.push({ where: `input ${name}`, expected: `${type} [any number of rows, ${features.length}]`, got: described(meta), remedy });
  }
  const meta = session.outputMetadata.find((m) => m.name === output.name);
  const width = meta?.isTensor && meta.shape.length === 2 && typeof meta.shape[1] === "number" ? meta.shape[1] : undefined;
  if (!meta?.isTensor || !OUTPUT_TYPES.includes(meta.type) || (width !== undefined && output.column >= width))
    problems.push({ where: `output ${output.name}`, expected: `numbers, with a column ${output.column}`, got: described(meta), remedy });
  return problems;
}

const MAKE: Readonly<Record<GraphType, (data: Feed["data"], shape: readonly number[]) => Tensor>> = {
  float32: (data, shape) => new Tensor("float32", data as Float32Array, shape),
  float64: (data, shape) => new Tensor("float64", data as Float64Array, shape),
  int64: (data, shape) => new Tensor("int64", data as BigInt64Array, shape),
  string: (data, shape) => new Tensor("string", data as string[], shape),
};

/**
 * Loads a graph and holds it against how its package says that it is fed. Runs on the CPU.
 * @param threads that one run may use: one where requests come side by side, more for a file
 * @throws BadInput with everything that does not fit
 */
export async function openPackageGraph(bytes: Uint8Array, binding: GraphBinding, threads = 1): Promise<PackageGraph> {
  const options = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    // a thread that spins while it waits takes the core from who has work: on a busy machine three times as slow
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  } as const;
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(bytes, options);
  } catch (error) {
    const [got] = (error as Error).message.split("\n");
    const remedy = "Export the model anew.";
    throw new BadInput("the graph", [{ where: "model.onnx", expected: "a graph that onnxruntime loads", got: got!, remedy }]);
  }
  const problems = bindingProblems(binding, session);
  if (problems.length > 0) throw new BadInput("the graph", problems);
  const { name, column } = binding.output;
  const isVector = new Set(session.inputMetadata.filter((m) => m.isTensor && m.shape.length === 1).map((m) => m.name));
  return {
    async run(feeds, rows) {
      const tensors: Record<string, Tensor> = {};
      for (const f of feeds) tensors[f.name] = MAKE[f.type](f.data, isVector.has(f.name) ? [rows] : [rows, f.width]);
      const { data, dims } = (await session.run(tensors, [name]))[name]!;
      const values = data as ArrayLike<number | bigint>;
      const width = values.length / rows;
      if (dims[0] !== rows || !Number.isInteger(width) || column >= width) {
        const remedy = "Export the model so that it answers each row.";
        throw new BadInput("the graph", [
          { where: `output ${name}`, expected: `${rows} rows with a column ${column}`, got: `[${dims.join(", ")}]`, remedy },
        ]);
      }
      if (width === 1 && data instanceof Float32Array) return data;
      return Float64Array.from({ length: rows }, (_, r) => Number(values[r * width + column]));
    },
  };
}
