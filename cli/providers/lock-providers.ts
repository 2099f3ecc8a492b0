import { copyFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { EXIT } from "../../model-code/hosts/job-events";
import { ROOT } from "../paths";
import { EXIT_WITHOUT_PROVIDERS, onStacks, runCommand, stacksCommand } from "./command";
import { requiredProviders, type Stack } from "./stacks";
import { isWithoutProviders, reasonOf, terraform, WITHOUT_PROVIDERS } from "./terraform";

/** What people and pipelines run Terraform on. */
const PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "windows_amd64"];

interface Options {
  readonly out?: string;
  readonly to: string;
  readonly mirror?: string;
  readonly platform: readonly string[];
}

async function lockProviders(stacks: readonly Stack[], { to, mirror, platform }: Options, work: string): Promise<number> {
  const providers = requiredProviders(stacks);
  if (Object.keys(providers).length === 0) throw new Error("No stack needs a provider: there is nothing to lock.");
  writeFileSync(join(work, "main.tf.json"), JSON.stringify({ terraform: { required_providers: providers } }));
  const from = mirror === undefined ? [] : [`-fs-mirror=${resolve(mirror)}`];
  const run = await terraform(work, ["providers", "lock", "-no-color", ...from, ...platform.map((p) => `-platform=${p}`)]);
  if (run.code !== 0) {
    const unreachable = isWithoutProviders(run);
    console.error([reasonOf(run.output), ...(unreachable ? [WITHOUT_PROVIDERS] : []), `${to} is as it was.`].join("\n"));
    return unreachable ? EXIT_WITHOUT_PROVIDERS : EXIT.failed;
  }
  copyFileSync(join(work, ".terraform.lock.hcl"), to);
  console.log(`${to}: ${Object.keys(providers).length} providers for ${platform.join(", ")}. Commit it.`);
  return EXIT.done;
}

runCommand(
  stacksCommand("providers:lock", "Pin the builds of all providers in providers.lock.hcl, for every platform.")
    .option("--to <file>", "the lock file", join(ROOT, "providers.lock.hcl"))
    .option("--mirror <dir>", "a filesystem mirror instead of the registry")
    .option("--platform <os_arch...>", "platforms to lock for", PLATFORMS)
    .action((options: Options) => onStacks(options.out, (stacks, work) => lockProviders(stacks, options, work))),
);
