import { existsSync } from "node:fs";
import type { Command } from "commander";
import { modelNames } from "../../model-code/adapters/model-files";
import { MODELS, REPORT } from "../paths";
import { replayedService } from "../replay/replayed-service";
import { readService } from "../report/service/service-data";
import { latestRecord, storeTracker } from "../run-tracker";
import { replayFolder, type StoreOptions, useStore, withStore } from "../session";
import { WrongUse } from "../wrong-use";

export function addReport(program: Command): void {
  withStore(
    program
      .command("report")
      .description("Write the report of each model's newest run as one page.")
      .argument("[models...]", "only these models"),
  )
    .option("--output <file>", "where to write it", REPORT)
    .action(async (names: string[], flags: StoreOptions & { output: string }) => {
      const known = modelNames(MODELS);
      const odd = names.filter((n) => !known.includes(n));
      if (odd.length > 0) throw new WrongUse(`expected models among ${known.join(", ")}, got ${odd.join(", ")}. Correct the names.`);
      await useStore(flags, async (store) => {
        const tracker = storeTracker(store, () => new Date());
        const records = await Promise.all((names.length > 0 ? names : known).map((name) => latestRecord(tracker, name)));
        const found = records.filter((r) => r !== undefined);
        if (found.length === 0)
          throw new WrongUse("no run has ended in this store: expected one at least. Begin with npm start, or mlops run <model>.");
        const own = await Promise.all(
          found.map(({ model }) =>
            readService(store, model, {
              id: `${model}-service`,
              title: `${model} in service`,
              about: "What this store's own releases did.",
            }),
          ),
        );
        const replayed = existsSync(replayFolder(flags.work)) ? await useStore({ work: replayFolder(flags.work) }, replayedService) : [];
        const services = [...own.filter((s) => s !== undefined), ...replayed];
        await (await import("../write-report")).writeReport(store, found, flags.output, services);
        console.log(flags.output);
      });
    });
}
