import { join } from "node:path";
import type { Command } from "commander";
import { loadModel } from "../../model-code/adapters/model-files";
import { EXIT } from "../../model-code/hosts/job-events";
import { MODELS, REPORT } from "../paths";
import { runTogether } from "../run-together";
import { type StoreOptions, useStore, withStore } from "../session";
import { summaryOf, summaryText } from "../summary";

/** One that can be learned and one that can't: what a gate is for. */
const STORY = ["market-volatility", "market-direction"] as const;

export function addStart(program: Command): void {
  withStore(
    program
      .command("start")
      .summary("the main job: both market models on the sample data, and the report")
      .description(
        "Take market-volatility and market-direction from the sample bars to their verdicts, register what passes, and write the report. A refusal is a result, not a failure.",
      ),
  )
    .option("--report <file>", "where to write the report", REPORT)
    .action(async (flags: StoreOptions & { report: string }) => {
      const begun = performance.now();
      const models = STORY.map((name) => loadModel(MODELS, name)).map((model) => ({
        model,
        data: join(model.directory, model.spec.sampleData),
      }));
      await useStore(flags, async (store) => {
        const { records, errors } = await runTogether({ models: models.map((m) => ({ ...m, store, work: flags.work })) });
        await (await import("../write-report")).writeReport(store, records, flags.report);
        console.log("");
        for (const record of records) console.log(`${summaryText(await summaryOf(store, record))}\n`);
        console.log(`report: ${flags.report}`);
        if (errors.length > 0) throw errors[0];
        if (records.some((r) => r.status === "failed")) process.exitCode = EXIT.failed;
      });
      console.log(`${((performance.now() - begun) / 1000).toFixed(1)} s in all`);
    });
}
