import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import { ROOT } from "../paths";
import { WrongUse } from "../wrong-use";

interface FetchFlags {
  readonly to: string;
  readonly run: string;
  readonly source: string;
}

export function addFetchReview(program: Command): void {
  program
    .command("fetch-review")
    .summary("get the verdict by which a place may be deployed")
    .description(
      "Get the verdict that says what was reviewed: that of the pull request whose merge this commit is, or of a run of this pipeline that stopped with a new review, which you approve by naming it, for the places that it has come to. Where nobody reviewed anything, the verdict says that, and deploy stops at the first change. It acts by the job's token, SYSTEM_ACCESSTOKEN.",
    )
    .argument("<place>", "the environment, or shared")
    .requiredOption("--to <file>", "where the verdict goes")
    .option("--run <id>", "the run whose review you approve; 0: that of the pull request", "0")
    .option("--source <dir>", "checkout that is deployed", ROOT)
    .action(async (place: string, { to, run, source }: FetchFlags) => {
      if (!/^\d{1,15}$/.test(run)) throw new WrongUse(`--run: expected the id of a run, got "${run}". It is in the run's address.`);
      const { jobOf } = await import("../azure-pipelines/job");
      const { reviewedIn } = await import("../azure-pipelines/reviewed");
      const { nothingReviewed, readVerdict } = await import("../plan-review/verdict");
      const { workTree } = await import("../plan-review/git-tree");
      const found = await reviewedIn(jobOf(process.env), place, Number(run), { wait: (ms) => setTimeout(ms), random: Math.random });
      const verdict = found === undefined ? nothingReviewed(workTree(source)) : readVerdict(found, `the review of ${place}`);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, `${JSON.stringify(verdict, null, 2)}\n`);
      const names = verdict.stacks.map((s) => s.stack).join(", ");
      console.log(names === "" ? `${place}: nothing was reviewed; a change will stop with a review` : `${place}: reviewed were ${names}`);
    });
}
