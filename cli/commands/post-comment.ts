import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import type { Comment } from "../plan-review/comment";
import { WrongUse } from "../wrong-use";

function bytesOf(file: string): Buffer {
  if (!existsSync(file)) throw new WrongUse(`file: expected one that is there, got "${file}". Correct its name.`);
  return readFileSync(file);
}

/** Names of a review's files in its folder. */
const [COMMENT, REST] = ["comment.md", "plan-review-rest.md"];

/**
 * The reviews in the folders `review-…` of a folder, in the order of their names.
 * @param places of which there should be one; what has none is told before all others
 */
function reviewsIn(folder: string, places: readonly string[]): readonly Comment[] {
  const hasReview = (name: string) => existsSync(join(folder, name, COMMENT!));
  const without = places.filter((place) => !hasReview(`review-${place}`));
  const found = readdirSync(folder)
    .filter((name) => name.startsWith("review-") && hasReview(name))
    .sort()
    .map((name) => {
      const [text, rest] = [join(folder, name, COMMENT!), join(folder, name, REST!)];
      return { text: readFileSync(text, "utf8"), ...(existsSync(rest) && { whole: readFileSync(rest, "utf8") }) };
    });
  if (without.length > 0)
    return [
      {
        text: `**No review of ${without.join(", ")}**: nothing is known of what would change there. The run's page says why its plan failed.\n`,
      },
      ...found,
    ];
  if (found.length === 0)
    throw new WrongUse(`file: expected a folder with review-<place>/${COMMENT}, got "${folder}", which has none. Review first.`);
  return found;
}

export function addPostComment(program: Command): void {
  program
    .command("post-comment")
    .summary("put a review on a pull request of Azure Repos")
    .description(
      "Put a Markdown file, or the reviews of several places together, on the pull request that the job runs for, as one comment that the next run changes. It acts by the job's token, SYSTEM_ACCESSTOKEN.",
    )
    .argument("<file>", `the comment: what plan-review wrote to --comment; or a folder with review-<place>/${COMMENT}`)
    .option("--places <names>", "with commas: places of which the folder should have a review; the comment tells which has none")
    .option("--attach <file>", "a file to attach and to link to, if it is there: what plan-review wrote to --rest")
    .action(async (file: string, { attach, places = "" }: { readonly attach?: string; readonly places?: string }) => {
      const { pullRequestOf } = await import("../azure-repos/pull-request");
      const { postComment } = await import("../azure-repos/post-comment");
      const { joinComments } = await import("../plan-review/join-comments");
      const isFolder = statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
      const expected = places.split(",").filter((place) => place !== "");
      const { text, whole } = isFolder
        ? joinComments(reviewsIn(file, expected))
        : { text: bytesOf(file).toString("utf8"), whole: undefined };
      const pullRequest = pullRequestOf(process.env);
      const rest = whole === undefined ? undefined : { name: REST!, bytes: Buffer.from(whole) };
      const attachment = attach !== undefined && existsSync(attach) ? { name: basename(attach), bytes: bytesOf(attach) } : rest;
      const wait = async (milliseconds: number) => {
        process.stderr.write(`Azure Repos is busy; trying again in ${Math.ceil(milliseconds / 1000)} s\n`);
        await setTimeout(milliseconds);
      };
      const { done, thread } = await postComment(pullRequest, text, attachment, { wait, random: Math.random });
      console.log(`comment ${done} in thread ${thread} of ${pullRequest.url}`);
    });
}
