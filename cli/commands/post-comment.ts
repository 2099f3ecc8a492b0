import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import { WrongUse } from "../wrong-use";

function bytesOf(file: string): Buffer {
  if (!existsSync(file)) throw new WrongUse(`file: expected one that is there, got "${file}". Correct its name.`);
  return readFileSync(file);
}

export function addPostComment(program: Command): void {
  program
    .command("post-comment")
    .summary("put a review on a pull request of Azure Repos")
    .description(
      "Put a Markdown file on the pull request that the job runs for, as one comment that the next run changes. It acts by the job's token, SYSTEM_ACCESSTOKEN.",
    )
    .argument("<file>", "the comment: what plan-review wrote to --comment")
    .option("--attach <file>", "a file to attach and to link to, if it is there: what plan-review wrote to --rest")
    .action(async (file: string, { attach }: { readonly attach?: string }) => {
      const text = bytesOf(file).toString("utf8");
      const { pullRequestOf } = await import("../azure-repos/pull-request");
      const { postComment } = await import("../azure-repos/post-comment");
      const pullRequest = pullRequestOf(process.env);
      const attachment = attach !== undefined && existsSync(attach) ? { name: basename(attach), bytes: bytesOf(attach) } : undefined;
      const wait = async (milliseconds: number) => {
        process.stderr.write(`Azure Repos is busy; trying again in ${Math.ceil(milliseconds / 1000)} s\n`);
        await setTimeout(milliseconds);
      };
      const { done, thread } = await postComment(pullRequest, text, attachment, { wait, random: Math.random });
      console.log(`comment ${done} in thread ${thread} of ${pullRequest.url}`);
    });
}
