import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack, Testing } from "cdktf";
import { untraced } from "../../stacks/untraced";

export type Json = Record<string, unknown>;

/** A resource as Terraform will read it, with its address. */
export interface Resource {
  readonly stack: string;
  readonly address: string;
  readonly type: string;
  readonly attributes: Json;
}

/** What `cdktf synth` would have written. */
export class Synthesized {
  constructor(readonly stacks: ReadonlyMap<string, Json>) {}

  get resources(): readonly Resource[] {
    return [...this.stacks].flatMap(([stack, json]) =>
      Object.entries((json.resource ?? {}) as Record<string, Record<string, Json>>).flatMap(([type, named]) =>
        Object.entries(named).map(([name, attributes]) => ({ stack, address: `${type}.${name}`, type, attributes })),
      ),
    );
  }

  /** All resources of a type; for azapi also by Azure's type, without the version. */
  all(type: string): readonly Resource[] {
    return this.resources.filter((r) => r.type === type || String(r.attributes.type).split("@")[0] === type);
  }

  /** The attributes of the one resource of a type. */
  only(type: string): Json {
    const found = this.all(type);
    if (found.length !== 1) throw new Error(`expected one ${type}, got ${found.length}: ${found.map((r) => r.address).join(", ")}`);
    return found[0]!.attributes;
  }

  stack(id: string): Json {
    const json = this.stacks.get(id);
    if (json === undefined) throw new Error(`no stack ${id}; there are ${[...this.stacks.keys()].join(", ")}`);
    return json;
  }
}

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
