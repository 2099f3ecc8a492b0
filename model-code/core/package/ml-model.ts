import { stringify } from "yaml";
import { PACKAGE_FILES, type PackageDocument } from "./layout";
import { sha256 } from "./tree-digest";

/** What Python needs to load the graph: mlflow's onnx flavour reads it with onnxruntime. */
export const PYTHON_REQUIREMENTS = ["mlflow>=2.9", "onnx>=1.15", "onnxruntime>=1.18"] as const;

const tensor = (name: string, dtype: string, width: number) => ({ name, type: "tensor", "tensor-spec": { dtype, shape: [-1, width] } });

/**
 * The `MLmodel` file, by which MLflow loads the package. A model of numbers alone takes a table with a column a feature; one with
 * categories takes the graph's two tensors. The time of creation is the last day of training, so that equal models have equal bytes; rows
 * without a time leave it out.
 * @see MLflow, "MLflow Models", storage format
 */
export function mlModelText({ features, output, trainedOn, graph: binding }: PackageDocument, graph: Uint8Array): string {
  const { numbers, categories } = features;
  const inputs =
    binding !== undefined
      ? binding.inputs.map((i) => tensor(i.name, i.type === "string" ? "object" : i.type, i.features.length))
      : categories.length === 0
        ? numbers.map((name) => ({ name, type: "double", required: true }))
        : [
            ...(numbers.length === 0 ? [] : [tensor("numbers", "float32", numbers.length)]),
            tensor("categories", "object", categories.length),
          ];
  const answer = binding === undefined ? tensor(output, "float32", 1) : tensor(binding.output.name, "float32", binding.output.column + 1);
  return stringify({
    flavors: {
      onnx: {
        code: null,
        data: PACKAGE_FILES.graph,
        onnx_version: "1.15.0",
        providers: ["CPUExecutionProvider"],
        save_as_external_data: false,
      },
      python_function: {
        code: null,
        data: PACKAGE_FILES.graph,
        env: { virtualenv: "python_env.yaml" },
        loader_module: "mlflow.onnx",
        python_version: "3.11.0",
      },
    },
    mlflow_version: "2.9.0",
    model_uuid: sha256(graph).slice(0, 32),
    signature: { inputs: JSON.stringify(inputs), outputs: JSON.stringify([answer]), params: null },
    ...(trainedOn.to !== null && { utc_time_created: `${trainedOn.to} 00:00:00.000000` }),
  });
}

export const pythonEnvironmentText = (): string =>
  stringify({ python: "3.11.0", build_dependencies: ["pip", "setuptools", "wheel"], dependencies: ["-r requirements.txt"] });
