import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { invokeAspects } from "cdktf/lib/synthesize/synthesizer";
import { untraced } from "../../stacks/untraced";
import { type Json, Synthesized } from "./synthesized";

export { type Json, type Resource, Synthesized } from "./synthesized";

const errorsOf = (app: App): readonly string[] =>
  app.node
    .findAll()
    .flatMap((c) => c.node.metadata.filter((m) => m.type === "@cdktf/error").map((m) => `[${c.node.path}] ${String(m.data)}`));

/**
 * Synthesizes in this process, without a CLI: prepares all stacks first (a reference across stacks is otherwise rendered as one to
 * nothing), runs the aspects and all validations, and throws on an error annotation.
 */
export const synth = (build: (app: App) => void): Synthesized => untraced(() => synthTraced(build));

/** Without what cdktf notes for itself, and in the order of a file: by keys. */
const asInFile = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asInFile);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== "//");
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, v]) => [key, asInFile(v)]));
};

function jsonOf(stack: TerraformStack): Json {
  invokeAspects(stack);
  stack.runAllValidations();
  return asInFile(stack.toTerraform()) as Json;
}

function synthTraced(build: (app: App) => void): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), "synth-"));
  try {
    const app = new App({ outdir, stackTraces: false });
    build(app);
    const stacks = app.node.findAll().filter((c) => TerraformStack.isStack(c));
    for (const stack of stacks) stack.prepareStack();
    const written = new Map(stacks.map((stack) => [stack.node.id, jsonOf(stack)]));
    const errors = [...app.node.validate(), ...errorsOf(app)];
    if (errors.length > 0) throw new Error(errors.join("\n"));
    return new Synthesized(written);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
