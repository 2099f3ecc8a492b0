import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack, Testing } from "cdktf";
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

function synthTraced(build: (app: App) => void): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), "synth-"));
  try {
    const app = new App({ outdir, stackTraces: false });
    build(app);
    const stacks = app.node.findAll().filter((c) => TerraformStack.isStack(c));
    for (const stack of stacks) stack.prepareStack();
    const written = new Map(stacks.map((stack) => [stack.node.id, JSON.parse(Testing.synth(stack, true)) as Json]));
    const errors = [...app.node.validate(), ...errorsOf(app)];
    if (errors.length > 0) throw new Error(errors.join("\n"));
    return new Synthesized(written);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
