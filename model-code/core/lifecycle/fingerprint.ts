import { canonicalJson } from "../canonical-json";
import { sha256 } from "../package/tree-digest";
import type { ModelSpec } from "../spec/model-schema";
import type { Step } from "./step";

/** All that determines what a step writes. */
export interface StepCircumstances {
  readonly step: Step;
  /** sha256 of the bundle that runs it. */
  readonly code: string;
  readonly model: ModelSpec;
  /** Content of a file of the model's folder. */
  readonly modelFile: (path: string) => string;
  /** Digest of each input folder by the input's name; an optional one that is not there is left out. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * Names a step's work: equal fingerprints mean equal outputs, so that it need not be done again. The model's name counts only where
 * the step reads it; two models with the same data share their first steps.
 */
export function fingerprint({ step, code, model, modelFile, inputs, params }: StepCircumstances): string {
  return sha256(
    canonicalJson({
      step: step.name,
      code,
      reads: Object.fromEntries(step.reads.map((key) => [key, model[key]])),
      files: Object.fromEntries(step.files(model).map((path) => [path, sha256(modelFile(path))])),
      inputs,
      params,
    }),
  );
}
