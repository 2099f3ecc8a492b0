import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { EXIT } from "../../model-code/hosts/job-events";
import { commentOf } from "./comment";
import type { FailOn, ReviewFiles } from "./flags";
import { isAtLeast } from "./levels";
import { isNoOp, type Review } from "./review";
import { verdictOf } from "./verdict";

/** Writes a review, and makes the folders for it; nothing in it is secret. */
export function writeReview(review: Review, { comment, rest, json }: ReviewFiles): void {
  const { text, whole } = commentOf(review);
  for (const file of [comment, rest, json]) if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  if (comment === undefined) process.stdout.write(text);
  else writeFileSync(comment, text);
  const restFile = rest ?? join(comment === undefined ? "." : dirname(comment), "plan-review-rest.md");
  if (whole !== undefined) {
    writeFileSync(restFile, whole);
    process.stderr.write(`the comment was too long; the whole review is in ${resolve(restFile)}\n`);
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(verdictOf(review), null, 2)}\n`);
}

/** The exit code by which a review is a gate. */
export function exitOf(review: Review, failOn: FailOn): number {
  if (failOn === "never") return EXIT.done;
  const isRefused =
    failOn === "change"
      ? !isNoOp(review) || review.stacks.some((s) => s.changes.drift.length > 0)
      : review.findings.some((f) => isAtLeast(f.level, failOn));
  return isRefused ? EXIT.refused : EXIT.done;
}
