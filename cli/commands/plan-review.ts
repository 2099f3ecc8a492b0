import type { Command } from "commander";
import { EXIT } from "../../model-code/hosts/job-events";
import { workTree } from "../plan-review/git-tree";
import { newSalt, readPlanFiles, readSurroundings, type SourceOptions, withSource } from "../plan-review/inputs";
import { isAtLeast, LEVELS, type Level } from "../plan-review/levels";
import { type ReviewFiles, withReviewFiles, writeReview } from "../plan-review/outputs";
import { WrongUse } from "../wrong-use";

const NEVER = "never";

interface ReviewFlags extends SourceOptions, ReviewFiles {
  readonly failOn: string;
}

export function addPlanReview(program: Command): void {
  withSource(
    withReviewFiles(
      program
        .command("plan-review")
        .summary("tell what plans change, ranked by risk")
        .description(
          "Tell what plans change, ranked by risk, why it matters and who must approve it. No secret value is told. Beside each <stack>.plan.json (`terraform show -json <plan file>`) lies <stack>.state.json (`terraform state pull`, empty if there is none).",
        )
        .argument("<plan.json...>", "plans, named by their stacks")
        .option("--fail-on <level>", `end with 3 on a finding of this level or a worse one: ${LEVELS.join(", ")}, or ${NEVER}`, "critical"),
    ),
  ).action(async (files: readonly string[], flags: ReviewFlags) => {
    const failOn = LEVELS.find((level) => level === flags.failOn);
    if (failOn === undefined && flags.failOn !== NEVER)
      throw new WrongUse(`--fail-on: expected one of ${[...LEVELS, NEVER].join(", ")}, got "${flags.failOn}". Correct it.`);
    const { reviewPlans } = await import("../plan-review/review");
    const review = reviewPlans(readPlanFiles(files), workTree(flags.source), await readSurroundings(flags), newSalt);
    writeReview(review, flags);
    const isRefused = (least: Level) => review.findings.some((f) => isAtLeast(f.level, least));
    process.exitCode = failOn !== undefined && isRefused(failOn) ? EXIT.refused : EXIT.done;
  });
}
