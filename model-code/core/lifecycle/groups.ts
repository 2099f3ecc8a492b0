import type { Step, StepInput, StepOutput } from "./step";
import { STEPS } from "./steps";

/**
 * The steps that one node of the Azure ML pipeline runs in a row, because each node costs a minute of start-up. Together they are
 * the table, in its order.
 */
export const GROUPS: Readonly<Record<string, readonly string[]>> = {
  prepare: ["ingest", "validate", "clean", "standardize", "curate"],
  features: ["extract-features", "split", "select-features"],
  train: ["tune", "train"],
  "evaluate-and-register": ["evaluate", "select-best", "package", "register"],
};

/** What a group needs from outside, and what its steps write. */
export function groupFolders(group: string): {
  readonly steps: readonly Step[];
  readonly inputs: readonly StepInput[];
  readonly outputs: readonly StepOutput[];
} {
  const steps = (GROUPS[group] ?? []).map((name) => STEPS.find((s) => s.name === name)!);
  const outputs = steps.flatMap((s) => s.outputs);
  const made = new Set(outputs.map((o) => o.name));
  const inputs = new Map(
    steps
      .flatMap((s) => s.inputs)
      .filter((i) => !made.has(i.name))
      .map((i) => [i.name, i]),
  );
  return { steps, inputs: [...inputs.values()], outputs };
}
