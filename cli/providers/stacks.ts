import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../paths";

type Json = Readonly<Record<string, unknown>>;
export type Blocks = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/** What `cdk.tf.json` of a stack holds, as far as it is read here. */
export interface StackJson {
  readonly terraform?: { readonly required_providers?: Readonly<Record<string, { readonly source: string; readonly version?: string }>> };
  readonly provider?: Readonly<Record<string, readonly { readonly alias?: string }[]>>;
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly output?: Readonly<Record<string, Json>>;
}

export interface Stack {
  readonly id: string;
  readonly folder: string;
  readonly json: StackJson;
}

/**
 * Reads what synth wrote.
 * @throws Error if there is no stack
 */
export function readStacks(outdir: string): readonly Stack[] {
  const folder = join(outdir, "stacks");
  const ids = existsSync(folder) ? readdirSync(folder).filter((id) => existsSync(join(folder, id, "cdk.tf.json"))) : [];
  if (ids.length === 0) throw new Error(`${folder}: expected synthesized stacks, got none. Run \`npm run synth\`.`);
  return ids.sort().map((id) => {
    const path = join(folder, id);
    return { id, folder: path, json: JSON.parse(readFileSync(join(path, "cdk.tf.json"), "utf8")) as StackJson };
  });
}

/**
 * Synthesizes the project into a folder.
 * @throws Error with what synth said if it failed
 */
export function synthesizeInto(outdir: string): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "main.ts"], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, CDKTF_OUTDIR: outdir },
  });
  if (status !== 0) throw new Error(`synth failed:\n${stdout}${stderr}`);
}

/** Every provider that some stack needs, by its name. */
export function requiredProviders(stacks: readonly Stack[]): NonNullable<NonNullable<StackJson["terraform"]>["required_providers"]> {
  const all = stacks.flatMap(({ json }) => Object.entries(json.terraform?.required_providers ?? {}));
  return Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}
