import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { loadModel, modelNames } from "../../model-code/adapters/model-files";
import { parseDay } from "../../model-code/core/data/day";
import { STEPS } from "../../model-code/core/lifecycle/steps";
import { EXIT } from "../../model-code/hosts/job-events";
import { checkKnown } from "../check-known";
import { MODELS } from "../paths";
import { runTogether } from "../run-together";
import { type StoreOptions, useStore, withStore } from "../session";
import { summaryOf, summaryText } from "../summary";
import { WrongUse } from "../wrong-use";

interface RunFlags extends StoreOptions {
  readonly data?: string;
  readonly models: string;
  readonly from?: string;
  readonly until?: string;
  readonly asOf?: string;
  readonly json?: boolean;
}

const NAMES = STEPS.map((s) => s.name);

function checkSteps({ from, until }: RunFlags): void {
  for (const [flag, name] of [
    ["--from", from],
    ["--until", until],
  ] as const)
    if (name !== undefined && !NAMES.includes(name))
      throw new WrongUse(`${flag}: expected one of ${NAMES.join(", ")}, got "${name}". Name a step.`);
  if (from !== undefined && until !== undefined && NAMES.indexOf(from) > NAMES.indexOf(until))
    throw new WrongUse(`--from ${from} comes after --until ${until}: expected a step before it or the same. Swap them.`);
}

export function addRun(program: Command): void {
  withStore(
    program
      .command("run")
      .summary("take a model from data to a verdict and a registered package")
      .description(
        "Take a model through its steps, from data to a verdict and a registered package. What has not changed is not done again.",
      )
      .argument("<model>", "the model's name")
      .option("--data <dir>", "folder with CSV files in the columns of model.yaml, instead of the model's sample")
      .option("--models <dir>", "folder with the models", MODELS)
      .option("--from <step>", `do this step and all after it again: ${NAMES.join(", ")}`)
      .option("--until <step>", "end after this step")
      .option("--as-of <date>", "judge freshness by this date, YYYY-MM-DD, instead of the newest in the data")
      .option("--json", "print the run's record as JSON and nothing else"),
  ).action(async (name: string, flags: RunFlags) => {
    checkSteps(flags);
    checkKnown("model", name, modelNames(resolve(flags.models)));
    const model = loadModel(resolve(flags.models), name);
    if (flags.data !== undefined && !statSync(flags.data, { throwIfNoEntry: false })?.isDirectory())
      throw new WrongUse(
        `--data: expected a folder, got "${flags.data}", which is ${existsSync(flags.data) ? "a file" : "not there"}. Name the folder that holds the CSV files.`,
      );
    if (flags.asOf !== undefined && Number.isNaN(parseDay(flags.asOf)))
      throw new WrongUse(`--as-of: expected a date YYYY-MM-DD, got "${flags.asOf}". Correct it.`);
    const data = flags.data === undefined ? join(model.directory, model.spec.sampleData) : resolve(flags.data);
    await useStore(flags, async (store) => {
      const { records, errors } = await runTogether({
        ...flags,
        models: [{ model, data, store, work: flags.work }],
        quiet: flags.json === true,
      });
      if (errors.length > 0) throw errors[0];
      const record = records[0]!;
      const summary = await summaryOf(store, record);
      console.log(flags.json ? JSON.stringify({ ...record, summary }) : summaryText(summary));
      process.exitCode = record.status === "done" ? EXIT.done : record.status === "refused" ? EXIT.refused : EXIT.failed;
    });
  });
}
