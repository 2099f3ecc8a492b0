import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { WrongUse } from "../wrong-use";

/** Names of a review's files in its folder. */
const [VERDICT, COMMENT] = ["verdict.json", "comment.md"];

export function addKeepReview(program: Command): void {
  program
    .command("keep-review")
    .summary("keep a review with the run of a pipeline, and show it there")
    .description(
      `Keep a review with the run of a pipeline, from where fetch-review gets it, and show it on the run's page to who approves. Sets the output \`changes\`: whether there is anything to apply. Elsewhere it says so and keeps nothing.`,
    )
    .argument("<place>", "what was reviewed: an environment, or shared")
    .argument("<folder>", `with ${VERDICT} and ${COMMENT}, as deploy writes them`)
    .option("--again", "the run has kept one of this place already, and stopped: this one counts from now on")
    .action(async (place: string, folder: string, { again = false }: { readonly again?: boolean }) => {
      const [verdict, comment] = [join(folder, VERDICT!), join(folder, COMMENT!)].map((file) => {
        if (!existsSync(file))
          throw new WrongUse(`folder: expected ${file}, got none. Review first: npx mlops deploy ${place} --plan-only.`);
        return resolve(file);
      }) as [string, string];
      const { readVerdict } = await import("../plan-review/verdict");
      const { attachToRun, isInPipeline, setOutput, showOnRun } = await import("../azure-pipelines/agent");
      const { ATTACHED, attachedAs } = await import("../azure-pipelines/reviewed");
      const { stacks, level } = readVerdict(readFileSync(verdict, "utf8"), verdict);
      const changed = stacks.filter((s) => s.changes > 0 || s.provisional !== null);
      console.log(`${place}: ${changed.length} of ${stacks.length} stacks change; the worst finding: ${level}`);
      if (isInPipeline(process.env)) {
        const name = attachedAs(place, again, Number(process.env.SYSTEM_STAGEATTEMPT ?? 1));
        console.log(
          [attachToRun(ATTACHED, name, verdict), showOnRun(comment), setOutput("changes", String(changed.length > 0))].join("\n"),
        );
      } else console.log("not in a pipeline: nothing was kept");
    });
}
