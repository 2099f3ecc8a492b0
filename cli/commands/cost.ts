import { join } from "node:path";
import type { Command } from "commander";
import { ENVIRONMENTS, MODELS, ROOT } from "../paths";
import { WrongUse } from "../wrong-use";

interface CostFlags {
  readonly out: string;
  readonly prices: string;
  readonly plan?: readonly string[];
  readonly details?: boolean;
  readonly json?: boolean;
}

export function addCost(program: Command): void {
  program
    .command("cost")
    .summary("estimate what an environment costs in a month")
    .description(
      "Estimate what an environment costs in a month, by stack and by model, from the sizes in its synthesized stacks and a table of list prices. What the table does not know is named, not left out.",
    )
    .argument("<env>", "the environment, or shared")
    .option("--plan <file...>", "JSON of plans, <stack>.json each, instead of the synthesized stacks")
    .option("--out <dir>", "folder that synth wrote", join(ROOT, "cdktf.out"))
    .option("--prices <file>", "another table of prices", join(ROOT, "cli/cost/prices.yaml"))
    .option("--details", "show what each sum is made of")
    .option("--json", "as JSON")
    .action(async (environment: string, flags: CostFlags) => {
      // what estimates is no concern of the other commands
      const [{ estimateCost }, { costText }] = await Promise.all([import("../cost/estimate-cost"), import("../cost/report")]);
      const input = estimateCost({
        ...flags,
        outdir: flags.out,
        environment,
        environments: ENVIRONMENTS,
        models: MODELS,
        variables: process.env,
      });
      if (input === undefined)
        throw new WrongUse(`env: expected an environment of ${ENVIRONMENTS} or shared, got "${environment}". Correct it.`);
      console.log(flags.json === true ? JSON.stringify(input.estimate) : costText({ ...input, detailed: flags.details === true }));
    });
}
