import { writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { commentOf } from "./comment";
import type { Review } from "./review";
import { verdictOf } from "./verdict";

export interface ReviewFiles {
  readonly comment?: string;
  readonly rest?: string;
  readonly json?: string;
}

/** Adds the flags that say where a review goes. */
export const withReviewFiles = (command: Command): Command =>
  command
    .option("--comment <file>", "where the Markdown comment goes, instead of standard output")
    .option("--rest <file>", "where the whole review goes if the comment cannot hold it (default: plan-review-rest.md beside it)")
    .option("--json <file>", "where the verdict goes, by which `plan-verify` and `deploy` know the plan again");

/** Writes a review; nothing in it is secret. */
export function writeReview(review: Review, { comment, rest, json }: ReviewFiles): void {
  const { text, whole } = commentOf(review);
  if (comment === undefined) process.stdout.write(text);
  else writeFileSync(comment, text);
  const restFile = rest ?? join(comment === undefined ? "." : dirname(comment), "plan-review-rest.md");
  if (whole !== undefined) {
    writeFileSync(restFile, whole);
    process.stderr.write(`the comment was too long; the whole review is in ${resolve(restFile)}\n`);
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(verdictOf(review), null, 2)}\n`);
}
