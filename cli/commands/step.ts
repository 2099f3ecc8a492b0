import { spawnSync } from "node:child_process";
import type { Command } from "commander";
import { STEPS } from "../../model-code/core/lifecycle/steps";
import { buildBundle } from "../../model-code/hosts/bundle";
import { EXIT } from "../../model-code/hosts/job-events";
import { MODELS } from "../paths";

export function addStep(program: Command): void {
  program
    .command("step")
    .summary("run one step, or a group of them, on folders")
    .description(
      `Run one step, or a group, with folders for its inputs and outputs, exactly as Azure ML does.\n\nSteps, in order:\n${STEPS.map((s) => `  ${s.name.padEnd(17)}${s.title}`).join("\n")}\n\nThe flags are the job's own: --model NAME --input NAME=DIR … --output NAME=DIR … [--param KEY=VALUE …] [--json]`,
    )
    .argument("[arguments...]", "the job's arguments")
    .allowUnknownOption()
    .action(async (args: string[]) => {
      const job = await buildBundle("job");
      const models = args.some((a) => a === "--models" || a.startsWith("--models=")) ? [] : ["--models", MODELS];
      const { status } = spawnSync(process.execPath, [`${job.directory}/job.js`, ...args, ...models], { stdio: "inherit" });
      process.exitCode = status ?? EXIT.failed;
    });
}
