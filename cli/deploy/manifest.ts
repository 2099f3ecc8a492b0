import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FromSchema } from "json-schema-to-ts";
import { BadInput } from "../../model-code/core/problem";
import { compileSchema } from "../../model-code/core/spec/compile-schema";
import { schemaProblem } from "../../model-code/core/spec/schema-problem";
import { WrongUse } from "../wrong-use";

/** What is read of cdktf's manifest. */
const MANIFEST_SCHEMA = {
  type: "object",
  required: ["stacks"],
  properties: {
    stacks: {
      type: "object",
      additionalProperties: {
        type: "object",
        required: ["name", "workingDirectory", "dependencies"],
        properties: {
          name: { type: "string" },
          workingDirectory: { type: "string" },
          dependencies: { type: "array", items: { type: "string" } },
        },
      },
    },
  },
} as const;
const isManifest = compileSchema<FromSchema<typeof MANIFEST_SCHEMA>>(MANIFEST_SCHEMA, { allErrors: true, verbose: true });

export interface SynthesizedStack {
  readonly id: string;
  readonly folder: string;
  /** Ids of the stacks that it reads, in whatever order. */
  readonly dependencies: readonly string[];
}

/**
 * Reads what synth wrote.
 * @returns all stacks, by id
 * @throws BadInput if there is none, or it is something else
 */
export function readManifest(outdir: string): ReadonlyMap<string, SynthesizedStack> {
  const file = join(outdir, "manifest.json");
  const refuse = (got: string) =>
    new BadInput(file, [{ where: file, expected: "the manifest that synth writes", got, remedy: "Run `npm run synth`." }]);
  if (!existsSync(file)) throw refuse("no file");
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw refuse("no JSON");
  }
  if (!isManifest(value))
    throw new BadInput(
      file,
      (isManifest.errors ?? []).map((e) => schemaProblem(e, file)),
    );
  return new Map(
    Object.values(value.stacks).map((s) => [
      s.name,
      { id: s.name, folder: join(outdir, s.workingDirectory), dependencies: s.dependencies },
    ]),
  );
}

/** Stacks that are applied by a person, as an owner, and by name only. */
const BY_NAME = /(^|-)bootstrap$/;

/**
 * The stacks of an environment that are meant, each after all that it depends on.
 * @param names ids, or what follows the environment's name in them; none: all but bootstrap, which only an owner may apply
 * @throws WrongUse for an environment or a stack that is not there
 */
export function pickStacks(
  all: ReadonlyMap<string, SynthesizedStack>,
  environment: string,
  names: readonly string[],
): readonly SynthesizedStack[] {
  const own = [...all.keys()].filter((id) => id === environment || id.startsWith(`${environment}-`));
  if (own.length === 0) {
    const known = [...new Set([...all.keys()].map((id) => id.split("-")[0]))].sort().join(", ");
    throw new WrongUse(
      `env: expected one of ${known}, got "${environment}". Correct it, or synthesize it: ENVIRONMENTS=${environment} npm run synth.`,
    );
  }
  const wanted = names.map((name) => {
    const id = own.find((o) => o === name || o === `${environment}-${name}`);
    if (id === undefined) throw new WrongUse(`stack: expected some of ${own.join(", ")}, got "${name}". Correct it.`);
    return id;
  });
  return inOrder(all, wanted.length > 0 ? wanted : own.filter((id) => !BY_NAME.test(id)));
}

/** Orders stacks so that each comes after all that it depends on, by way of others too; of equals the first by name. */
function inOrder(all: ReadonlyMap<string, SynthesizedStack>, ids: readonly string[]): readonly SynthesizedStack[] {
  const done = new Set<string>();
  const order: SynthesizedStack[] = [];
  const visit = (id: string, path: readonly string[]): void => {
    const stack = all.get(id);
    if (stack === undefined || done.has(id)) return;
    if (path.includes(id)) throw new Error(`${[...path.slice(path.indexOf(id)), id].join(" → ")}: stacks that wait for each other.`);
    for (const next of [...stack.dependencies].sort()) visit(next, [...path, id]);
    done.add(id);
    if (ids.includes(id)) order.push(stack);
  };
  for (const id of [...ids].sort()) visit(id, []);
  return order;
}
