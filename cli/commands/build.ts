import type { Command } from "commander";
import { BUNDLE_NAMES, type BundleName, buildBundle } from "../../model-code/hosts/bundle";
import { WrongUse } from "../wrong-use";

export function addBuild(program: Command): void {
  program
    .command("build")
    .description("Build the bundles that are deployed, and print the hash that is their version.")
    .argument("[bundles...]", `only these: ${BUNDLE_NAMES.join(", ")}`)
    .option("--json", "as JSON")
    .action(async (names: string[], options: { json?: boolean }) => {
      const odd = names.filter((n) => !(BUNDLE_NAMES as readonly string[]).includes(n));
      if (odd.length > 0)
        throw new WrongUse(`expected bundles among ${BUNDLE_NAMES.join(", ")}, got ${odd.join(", ")}. Correct the names.`);
      const wanted = names.length === 0 ? BUNDLE_NAMES : (names as BundleName[]);
      const built = await Promise.all(wanted.map(async (name) => [name, await buildBundle(name)] as const));
      if (options.json) console.log(JSON.stringify(Object.fromEntries(built)));
      else for (const [name, { hash, directory }] of built) console.log(`${name}  ${hash}  ${directory}`);
    });
}
