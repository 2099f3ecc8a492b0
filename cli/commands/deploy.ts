import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { EXIT } from "../../model-code/hosts/job-events";
import { ROOT } from "../paths";
import { failOnOf, type ReviewFiles, type SourceOptions, withFailOn, withReviewFiles, withSource } from "../plan-review/flags";
import type { PlannedStack } from "../plan-review/review";
import { WrongUse } from "../wrong-use";

interface DeployFlags extends SourceOptions, ReviewFiles {
  readonly out: string;
  readonly reviewed?: string;
  readonly planOnly?: boolean;
  readonly destroy?: boolean;
  readonly failOn: string;
}

export function addDeploy(program: Command): void {
  const command = program
    .command("deploy")
    .summary("plan, review and apply an environment's stacks in order")
    .description(
      "Apply an environment's stacks in the order of what they need. Each is planned again after that, and applied if it changes exactly what the verdict says was reviewed; in a terminal and without a verdict it asks. Otherwise it stops with a new review and ends with 3.",
    )
    .argument("<env>", "the environment, or shared")
    .argument("[stack...]", "stacks, `data` or `dev-data` (default: all but bootstrap, which only an owner may apply)")
    .option("--reviewed <verdict.json>", "what was reviewed: the file of an earlier --json")
    .option("--plan-only", "review all stacks as they are now, and apply none; takes no lock; --fail-on is for this")
    .option("--destroy", "destroy instead, in the other order; dev only")
    .option("--out <dir>", "folder that synth wrote", join(ROOT, "cdktf.out"));
  withSource(withFailOn(withReviewFiles(command), "never")).action(
    async (environment: string, names: readonly string[], flags: DeployFlags) => {
      const { reviewed, planOnly = false, destroy = false } = flags;
      const failOn = failOnOf(flags.failOn);
      if (!planOnly && failOn !== "never")
        throw new WrongUse(
          `--fail-on ${failOn}: expected with --plan-only, got without. Leave it out: what is not reviewed is not applied.`,
        );
      if (planOnly && reviewed !== undefined)
        throw new WrongUse("--plan-only and --reviewed: expected one of them, got both. Leave one out.");
      if (reviewed !== undefined && !existsSync(reviewed))
        throw new WrongUse(`--reviewed: expected a file, got "${reviewed}", which is not there. Correct its name.`);
      // how plans are made and judged is no concern of the other commands
      const { newSalt, readSurroundings } = await import("../plan-review/inputs");
      const { workTree } = await import("../plan-review/git-tree");
      const { exitOf, writeReview } = await import("../plan-review/write-review");
      const { pickStacks, readManifest } = await import("../deploy/manifest");
      const all = readManifest(resolve(flags.out));
      const picked = pickStacks(all, environment, names);
      const surroundings = await readSurroundings(flags);
      if (destroy) {
        const { guardDestroy } = await import("../deploy/guard");
        guardDestroy(environment, surroundings);
      }
      const stacks = destroy ? [...picked].reverse() : picked;
      const tree = workTree(flags.source);
      const { readVerdict } = await import("../plan-review/verdict");
      const verdict = reviewed === undefined ? undefined : readVerdict(readFileSync(reviewed, "utf8"), reviewed);
      const { reviewPlans } = await import("../plan-review/review");
      const review = (plans: readonly PlannedStack[]) => reviewPlans(plans, tree, surroundings, newSalt);
      // plan files hold secrets in clear; the folder is nobody else's to read
      const work = mkdtempSync(join(tmpdir(), "deploy-"));
      const plan = { work, destroy, lock: !planOnly };
      try {
        if (planOnly) {
          const { planAhead } = await import("../deploy/plan-ahead");
          const ahead = review(await planAhead(stacks, all, plan));
          writeReview(ahead, flags);
          process.exitCode = exitOf(ahead, failOn);
          return;
        }
        const { deployStacks } = await import("../deploy/deploy-stacks");
        const { ask } = await import("../deploy/ask");
        const { commentOf } = await import("../plan-review/comment");
        const isSeen = verdict === undefined && process.stdin.isTTY === true && process.stdout.isTTY === true;
        const { applied, stopped } = await deployStacks({
          ...{ stacks, all, tree, plan },
          ...(verdict && { verdict }),
          ...(isSeen && {
            ask: (saved: PlannedStack) => {
              process.stdout.write(commentOf(review([saved])).text);
              return ask(`${destroy ? "Destroy" : "Apply"} ${saved.changes.stack}?`, { input: process.stdin, output: process.stdout });
            },
          }),
          say: (line) => process.stderr.write(`${line}\n`),
          onOutput: (text) => process.stderr.write(text),
        });
        process.stderr.write(
          `${applied.length} of ${stacks.length} stacks applied${applied.length > 0 ? `: ${applied.join(", ")}` : ""}\n`,
        );
        if (stopped === undefined) return;
        writeReview(review(stopped), flags);
        process.stderr.write(
          `stopped before ${stopped[0]!.changes.stack}: have the new review approved, and run it with --reviewed <its --json file>\n`,
        );
        process.exitCode = EXIT.refused;
      } finally {
        rmSync(work, { recursive: true, force: true });
      }
    },
  );
}
