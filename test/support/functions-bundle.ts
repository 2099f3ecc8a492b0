import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bundle } from "../../model-code/hosts/bundle";

/** What a function made known of itself to the Functions host. */
export interface KnownFunction {
  readonly name: string;
  readonly bindings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Loads a bundle as the Functions host does, with a core in its place that only notes what is made known. */
export function functionsOf(bundle: Bundle, main: string, settings: Readonly<Record<string, string>>): readonly KnownFunction[] {
  const folder = mkdtempSync(join(tmpdir(), "functions-core-"));
  try {
    const core = join(folder, "@azure/functions-core");
    mkdirSync(core, { recursive: true });
    const noted = "registerFunction: ({ name, bindings }) => { known.push({ name, bindings }); return { dispose() {} }; }";
    const source = `const known = []; process.on("exit", () => process.stdout.write(JSON.stringify(known)));
      module.exports = { version: "1.0.0", hostVersion: "4", setProgrammingModel() {}, registerHook: () => ({ dispose() {} }), ${noted} };`;
    writeFileSync(join(core, "index.js"), source);
    const env = { PATH: process.env.PATH, NODE_PATH: folder, ...settings };
    return JSON.parse(
      execFileSync(process.execPath, [join(bundle.directory, main)], { env, encoding: "utf8" }),
    ) as readonly KnownFunction[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
