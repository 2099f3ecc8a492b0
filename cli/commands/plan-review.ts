import type { Command } from "commander";
import { failOnOf, type ReviewFiles, type SourceOptions, withFailOn, withReviewFiles, withSource } from "../plan-review/flags";

interface ReviewFlags extends SourceOptions, ReviewFiles {
  readonly failOn: string;
}

export function addPlanReview(program: Command): void {
  const command = program
    .command("plan-review")
    .summary("tell what plans change, ranked by risk")
    .description(
      "Tell what plans change, ranked by risk, why it matters and who must approve it. No secret value is told. Beside each <stack>.plan.json (`terraform show -json <plan file>`) lies <stack>.state.json (`terraform state pull`, empty if there is none).",
    )
    .argument("<plan.json...>", "plans, named by their stacks");
  withSource(withFailOn(withReviewFiles(command), "critical")).action(async (files: readonly string[], flags: ReviewFlags) => {
    const failOn = failOnOf(flags.failOn);
    // how plans are judged is no concern of the other commands
    const { newSalt, readPlanFiles, readSurroundings } = await import("../plan-review/inputs");
    const { workTree } = await import("../plan-review/git-tree");
    const { reviewPlans } = await import("../plan-review/review");
    const { exitOf, writeReview } = await import("../plan-review/write-review");
    const review = reviewPlans(readPlanFiles(files), workTree(flags.source), await readSurroundings(flags), newSalt);
    writeReview(review, flags);
    process.exitCode = exitOf(review, failOn);
  });
}
