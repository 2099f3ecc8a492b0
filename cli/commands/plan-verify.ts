import { existsSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { BadInput } from "../../model-code/core/problem";
import { ROOT } from "../paths";
import { WrongUse } from "../wrong-use";

interface VerifyFlags {
  readonly reviewed: string;
  readonly source: string;
}

export function addPlanVerify(program: Command): void {
  program
    .command("plan-verify")
    .summary("refuse plans that are not the reviewed ones")
    .description(
      "Refuse a plan that is not the one that was reviewed, and say what is another: the source, the state or the changes. Files as for plan-review.",
    )
    .argument("<plan.json...>", "plans, named by their stacks")
    .requiredOption("--reviewed <verdict.json>", "what plan-review wrote")
    .option("--source <dir>", "checkout that the plan was made from", ROOT)
    .action(async (files: readonly string[], { reviewed, source }: VerifyFlags) => {
      if (!existsSync(reviewed))
        throw new WrongUse(`--reviewed: expected a file, got "${reviewed}", which is not there. Correct its name.`);
      const { readPlanFiles } = await import("../plan-review/inputs");
      const { workTree } = await import("../plan-review/git-tree");
      const { mismatches, readVerdict } = await import("../plan-review/verdict");
      const verdict = readVerdict(readFileSync(reviewed, "utf8"), reviewed);
      const [plans, tree] = [readPlanFiles(files), workTree(source)];
      const problems = plans.flatMap((plan) => mismatches(verdict, plan, tree, plan.changes.stack));
      if (problems.length > 0) throw new BadInput("another plan than the reviewed one", problems);
      console.log(`${plans.map((p) => p.changes.stack).join(", ")}: as reviewed`);
    });
}
