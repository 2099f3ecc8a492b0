import type { Command } from "commander";
import { buildBundles } from "../../model-code/hosts/bundle";

export function addBuild(program: Command): void {
  program
    .command("build")
    .description("Build the bundles that are deployed, and print the hash that is their version.")
    .option("--json", "as JSON")
    .action(async (options: { json?: boolean }) => {
      const bundles = await buildBundles();
      if (options.json) console.log(JSON.stringify(bundles));
      else for (const [name, { hash, directory }] of Object.entries(bundles)) console.log(`${name}  ${hash}  ${directory}`);
    });
}
