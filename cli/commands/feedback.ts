import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { appendAll } from "../../model-code/adapters/prediction-log/append-all";
import { blobSink } from "../../model-code/adapters/prediction-log/blob-sink";
import { openFeedbackLog } from "../../model-code/adapters/prediction-log/prediction-log";
import { BlobModelRegistry } from "../../model-code/adapters/registry/blob-model-registry";
import { ReleaseStore } from "../../model-code/adapters/release/release-store";
import { decodeText } from "../../model-code/core/data/decode-text";
import { problemText } from "../../model-code/core/problem";
import { eventDay } from "../../model-code/core/serving/event-day";
import { quarantineText, readLabelsFile } from "../../model-code/core/serving/labels-file";
import { type FeedbackContract, feedbackContract } from "../../model-code/core/serving/parse-feedback";
import { storedPackage } from "../../model-code/hosts/control/stored-package";
import { EXIT } from "../../model-code/hosts/job-events";
import { type KnownModel, knownModel } from "../known-model";
import { MODELS } from "../paths";
import { type EnvironmentOptions, type Places, useEnvironment, withEnvironment } from "../session";
import { WrongUse } from "../wrong-use";

interface ImportFlags extends EnvironmentOptions {
  readonly file: string;
  readonly models: string;
}

const SHOWN = 20;

/** What labels are held to: of a model that has no model.yaml, what the package says that answers, or the newest before one does. */
async function contractOf({ name, spec }: KnownModel, { packages, environment }: Places): Promise<FeedbackContract> {
  if (spec !== undefined) return feedbackContract(spec);
  const stable = (await new ReleaseStore(environment).read(name))?.manifest.stable;
  const digest = stable ?? (await new BlobModelRegistry(packages).list(name)).at(-1)!.digest;
  return (await storedPackage(packages, digest)).document;
}

export function addFeedback(program: Command): void {
  const feedback = program.command("feedback").description("Bring in what came true.");
  withEnvironment(
    feedback
      .command("import")
      .summary("import a file of labels")
      .description(
        "Import labels from a CSV file with the column label and either prediction (an answer's id) or the columns of the model's row key. A file that is imported again changes nothing, unless its labels were corrected since: what was said last counts, in a file the later line. Lines that are not in order are put aside in <file>.quarantine.csv, each with its reasons.",
      )
      .argument("<model>", "the model's name")
      .requiredOption("--file <file>", "the labels, as CSV")
      .option("--models <dir>", "folder with the models", MODELS),
  ).action(async (name: string, flags: ImportFlags) => {
    if (!existsSync(flags.file))
      throw new WrongUse(`--file: expected a CSV file, got "${flags.file}", which is not there. Correct its name.`);
    const labels = await useEnvironment(flags, async (places) => {
      const contract = await contractOf(await knownModel(resolve(flags.models), name, places.packages), places);
      const read = readLabelsFile(decodeText(readFileSync(flags.file), flags.file), flags.file, contract, {
        time: new Date().toISOString(),
        source: "import",
      });
      const log = await openFeedbackLog({
        writer: "import",
        spoolDirectory: join(resolve(flags.work), "spool", "feedback"),
        sinks: [blobSink(places.environment)],
      });
      try {
        await appendAll(log, read.records, (record) => eventDay(record, contract.time));
      } finally {
        await log.close();
      }
      return read;
    });
    const superseded = labels.superseded === 0 ? "" : `, ${labels.superseded} superseded by a later line`;
    console.log(`${labels.records.length} labels imported${superseded}, ${labels.rejected.length} lines rejected`);
    if (labels.rejected.length === 0) return;
    const aside = `${flags.file}.quarantine.csv`;
    writeFileSync(aside, quarantineText(labels));
    for (const { line, problems } of labels.rejected.slice(0, SHOWN)) console.log(`  line ${line}: ${problems.map(problemText).join(" ")}`);
    if (labels.rejected.length > SHOWN) console.log(`  and ${labels.rejected.length - SHOWN} more`);
    console.log(`they are in ${aside}: correct them there and import that file`);
    process.exitCode = EXIT.failed;
  });
}
