import { join } from "node:path";
import type { Command } from "commander";
import { loadModel } from "../../model-code/adapters/model-files";
import { EXIT } from "../../model-code/hosts/job-events";
import { MODELS, REPORT } from "../paths";
import { replayedService } from "../replay/replayed-service";
import { packageOf, type ReplayPlace, runAsOf, runReplay } from "../replay/run-replay";
import { replayLines } from "../replay/show";
import { STORY } from "../replay/story";
import { runTogether } from "../run-together";
import { replayFolder, type StoreOptions, useStore, withStore } from "../session";
import { summaryOf, summaryText } from "../summary";

/** One that can be learned and one that can't: what a gate is for. */
const SHOWN = [STORY.model, "market-direction"] as const;

export function addStart(program: Command): void {
  withStore(
    program
      .command("start")
      .summary("the main job: both market models on the sample data, then years of service replayed, and the report")
      .description(
        "Take market-volatility and market-direction from the sample bars to their verdicts, and register what passes. Then replay how a version of 2008 is released, serves, decays, and is replaced. A refusal is a result, not a failure.",
      ),
  )
    .option("--report <file>", "where to write the report", REPORT)
    .action(async (flags: StoreOptions & { report: string }) => {
      const begun = performance.now();
      const models = SHOWN.map((name) => loadModel(MODELS, name));
      const work = replayFolder(flags.work);
      await useStore(flags, (store) =>
        useStore({ work }, async (replayStore) => {
          const place: ReplayPlace = { model: models[0]!, store: replayStore, work };
          const { records, errors } = await runTogether({
            models: [
              ...models.map((model) => ({ model, data: join(model.directory, model.spec.sampleData), store, work: flags.work })),
              runAsOf(place, STORY.cut),
            ],
          });
          const shown = records.filter((r) => r.model !== STORY.model || r.dataset !== records[2]?.dataset);
          console.log("");
          for (const record of shown) console.log(`${summaryText(await summaryOf(store, record))}\n`);
          if (errors.length > 0) throw errors[0];
          const [history, , first] = records;
          const digest = packageOf(first);
          if (digest === undefined) throw new Error(`the replay's first version: ${first!.reasons.join("; ")}`);
          console.log(`Replay: a version of ${STORY.model} made of what was known on ${STORY.cut}, which is not the one above\n`);
          await runReplay(place, digest, { run: history!, store, work: flags.work }, (event) => {
            for (const line of replayLines(event)) console.log(line);
          });
          await (await import("../write-report")).writeReport(store, shown, flags.report, await replayedService(replayStore));
          console.log(`\nreport: ${flags.report}`);
          if (records.some((r) => r.status === "failed")) process.exitCode = EXIT.failed;
        }),
      );
      console.log(`${((performance.now() - begun) / 1000).toFixed(1)} s in all`);
    });
}
