import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { ROOT } from "../paths";

interface UpdatesFlags {
  readonly out: string;
  readonly json?: boolean;
}

export function addUpdates(program: Command): void {
  program
    .command("updates")
    .summary("list newer versions of packages and providers")
    .description(
      "List the packages and the providers of Terraform of which there is a newer version than the one that is pinned. It changes none: a person does, and reads what changed. In a pipeline the list is shown on the run's page.",
    )
    .option("--out <dir>", "folder that synth wrote: the providers are those of its stacks", join(ROOT, "cdktf.out"))
    .option("--json", "as JSON")
    .action(async ({ out, json }: UpdatesFlags) => {
      const { readStacks, requiredProviders } = await import("../providers/stacks");
      const { newerPackages } = await import("../updates/packages");
      const { newerProviders } = await import("../updates/providers");
      const { updatesText } = await import("../updates/newer");
      const { isInPipeline, showOnRun } = await import("../azure-pipelines/agent");
      const pinned = requiredProviders(readStacks(resolve(out)));
      const newer = (await Promise.all([newerPackages(), newerProviders(pinned)])).flat();
      console.log(json ? JSON.stringify(newer) : updatesText(newer));
      if (!isInPipeline(process.env)) return;
      const file = join(ROOT, "out/updates.md");
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, updatesText(newer));
      console.log(showOnRun(file));
    });
}
