import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { loadModel } from "../../model-code/adapters/model-files";
import { localTraining, type TrainedHere } from "../../model-code/hosts/control/local-training";
import { retrainTick } from "../../model-code/hosts/control/ticks";
import { EXIT } from "../../model-code/hosts/job-events";
import { MODELS } from "../paths";
import { runTogether } from "../run-together";
import { type EnvironmentOptions, useEnvironment, withEnvironment } from "../session";
import { summaryOf, summaryText } from "../summary";
import { WrongUse } from "../wrong-use";

interface RetrainFlags extends EnvironmentOptions {
  readonly reason: string;
  readonly data?: string;
  readonly models: string;
  readonly wait: string;
  readonly json?: boolean;
}

export function addRetrain(program: Command): void {
  withEnvironment(
    program
      .command("retrain")
      .summary("train a model again, if the guard allows it")
      .description(
        "Ask the guard for a training run: one at a time, not within the cooldown, within the month's budget. If it is allowed, the model goes through its steps as with `mlops run`, with --in as a job of Azure ML, and what passes its gates begins its release.",
      )
      .argument("<model>", "the model's name")
      .requiredOption("--reason <text>", "why, for the ledger")
      .option("--data <dir>", "folder with CSV files in the columns of model.yaml, instead of the model's sample")
      .option("--wait <minutes>", "with --in: how long to wait for the run, which goes on beyond it", "0")
      .option("--models <dir>", "folder with the models", MODELS)
      .option("--json", "print the outcome as JSON and nothing else"),
  ).action(async (name: string, flags: RetrainFlags) => {
    const model = loadModel(resolve(flags.models), name);
    if (flags.in !== undefined) {
      const { retrainOnAzure } = await import("../on-azure/retrain");
      await retrainOnAzure(model.spec, { ...flags, in: flags.in });
      return;
    }
    const data = flags.data === undefined ? join(model.directory, model.spec.sampleData) : resolve(flags.data);
    if (!statSync(data, { throwIfNoEntry: false })?.isDirectory())
      throw new WrongUse(`--data: expected a folder, got "${data}". Name the folder that holds the CSV files.`);
    await useEnvironment(flags, async (places) => {
      const train = async (): Promise<TrainedHere> => {
        const { records, errors } = await runTogether({
          models: [{ model, data, store: places.packages, work: flags.work }],
          quiet: flags.json === true,
        });
        if (errors.length > 0) throw errors[0];
        const summary = await summaryOf(places.packages, records[0]!);
        if (flags.json !== true) console.log(summaryText(summary));
        return { status: summary.status, reasons: summary.reasons, digest: summary.registered?.digest ?? null };
      };
      // a person who asks twice means it: only what a machine saw is asked about once
      const request = { trigger: "hand", evidence: randomUUID(), why: flags.reason, by: userInfo().username } as const;
      const outcome = await retrainTick({ model: model.spec, places, clock: () => new Date(), training: localTraining(train), request });
      if (flags.json === true) console.log(JSON.stringify(outcome));
      else if (!outcome.allowed) console.log(`${name}: the guard refused: ${outcome.why}`);
      else
        console.log(
          outcome.opened === null ? "no release was begun" : outcome.opened.opened ? "its release has begun" : outcome.opened.why,
        );
      const ended = outcome.run?.outcome;
      process.exitCode = ended === "packaged" ? EXIT.done : ended === "failed" ? EXIT.failed : EXIT.refused;
    });
  });
}
