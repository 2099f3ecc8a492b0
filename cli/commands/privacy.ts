import { writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { AuditLog } from "../../model-code/adapters/audit/audit-log";
import { type SubjectRows, subjectRows } from "../../model-code/adapters/log-analytics/subject-rows";
import { loadModel, modelNames } from "../../model-code/adapters/model-files";
import { eraseSubject, findSubject } from "../../model-code/adapters/prediction-log/subject-records";
import type { Subject } from "../../model-code/core/privacy/erase-rows";
import { BadInput } from "../../model-code/core/problem";
import { mayBeListed, type Unlister, unlister, versionOf } from "../../model-code/hosts/privacy/data-assets";
import { deadLettersAbout, eraseDeadLetters } from "../../model-code/hosts/privacy/dead-letters";
import { eraseFromLake } from "../../model-code/hosts/privacy/erase-from-lake";
import { featureRows } from "../../model-code/hosts/privacy/lake-folders";
import { checkKnown } from "../check-known";
import { MODELS } from "../paths";
import { type EnvironmentOptions, useEnvironment, withEnvironment } from "../session";
import { whoIsThis } from "../who";
import { WrongUse } from "../wrong-use";

interface PrivacyFlags extends EnvironmentOptions {
  readonly who: string;
  readonly subject: string;
  readonly models: string;
  readonly logs?: string;
  readonly ml?: string;
  readonly output?: string;
}

function subjectOf(name: string, { models, subject }: PrivacyFlags): Subject {
  checkKnown("model", name, modelNames(resolve(models)));
  const { spec } = loadModel(resolve(models), name);
  const column = spec.privacy?.subject;
  if (column === undefined)
    throw new WrongUse(
      `model: expected one with privacy.subject in its model.yaml, got "${name}", which has none. Name there the column that says whose data a row is.`,
    );
  if (!/^[^\p{Cc}]{1,256}$/u.test(subject))
    throw new WrongUse("--subject: expected 1 to 256 characters without control characters, got something else. Correct it.");
  return { column, value: subject, isEntity: spec.sources.some((s) => s.entity === column) };
}

/** Azure is entered only where a workspace is named. */
async function logsOf(workspace: string | undefined): Promise<SubjectRows | undefined> {
  if (workspace === undefined) return undefined;
  const { DefaultAzureCredential } = await import("@azure/identity");
  return subjectRows(workspace, new DefaultAzureCredential());
}

/** What takes the data assets of folders out of their lists, where the workspace is named. */
async function unlisterOf(workspace: string | undefined): Promise<Unlister | undefined> {
  if (workspace === undefined) return undefined;
  const { DefaultAzureCredential } = await import("@azure/identity");
  return unlister(workspace, new DefaultAzureCredential());
}

const withSubject = (command: Command): Command =>
  withEnvironment(
    command
      .argument("<model>", "the model's name")
      .requiredOption("--subject <value>", "whose data: the value of the model's privacy.subject")
      .option("--models <dir>", "folder with the models", MODELS)
      .option("--logs <id>", "ARM id of the Log Analytics workspace that predictions go to, too"),
  );

const warn = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** How many files lie in which folder of which zone; there may be thousands. */
function byFolder(files: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const file of files) {
    const folder = file.split("/").slice(0, -1).slice(0, 4).join("/");
    found.set(folder, (found.get(folder) ?? 0) + 1);
  }
  return found;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

export function addPrivacy(program: Command): void {
  const privacy = program.command("privacy").description("Give out, or erase, all that is kept of a person.");
  withSubject(
    privacy
      .command("export")
      .description(
        "Write what the prediction log, the labels, the feature tables, the dead letters of streams and Log Analytics hold of a person, as JSON.",
      ),
  )
    .option("--output <file>", "a file, instead of standard output")
    .action(async (model: string, flags: PrivacyFlags) => {
      const subject = subjectOf(model, flags);
      const logs = await logsOf(flags.logs);
      await useEnvironment(flags, async ({ environment }) => {
        const { predictions, feedback } = await findSubject(environment, model, subject);
        const features = await featureRows(environment, subject);
        const deadLetters = await deadLettersAbout(environment, subject);
        const logAnalytics = (await logs?.find(model, subject)) ?? [];
        const text = `${JSON.stringify({ model, predictions, feedback, features, deadLetters, logAnalytics }, null, 2)}\n`;
        if (flags.output === undefined) process.stdout.write(text);
        else writeFileSync(flags.output, text, { mode: 0o600 });
      });
    });
  withSubject(
    privacy
      .command("erase")
      .summary("erase a person's records and rows")
      .description(
        "Erase a person's predictions, labels, dead letters of streams, delivered, scored and derived rows, say what could not be searched, and ask Log Analytics to purge its own. What was broken off is gone on with by the same command. Run it again after the hosts' flush time: what they had not sent yet arrives later.",
      ),
  )
    .option("--ml <id>", "ARM id of the Azure ML workspace, whose data assets of folders that go are archived")
    .option("--who <name>", "who the audit says it was", whoIsThis())
    .action(async (model: string, flags: PrivacyFlags) => {
      const subject = subjectOf(model, flags);
      const logs = await logsOf(flags.logs);
      const unlist = await unlisterOf(flags.ml);
      await useEnvironment(flags, async ({ environment }) => {
        const records = await eraseSubject(environment, model, subject);
        const deadLetters = await eraseDeadLetters(environment, subject);
        const lake = await eraseFromLake(environment, subject, unlist);
        // the local copies of folders that are gone
        for (const { name, digest } of lake.folders)
          if (digest !== undefined) await rm(join(resolve(flags.work), "stage", name, digest), { recursive: true, force: true });
        console.log(
          `${counted(records.predictions, "prediction")}, ${counted(records.feedback, "label")}, ${counted(deadLetters, "dead letter")}, ${counted(lake.rows, "row")} in ${counted(lake.folders.length, "folder")} and ${counted(lake.files, "file")} of the lake erased`,
        );
        if (lake.folders.length > 0) console.log(`the next run of ${model} makes the tables anew`);
        const listed = unlist === undefined ? lake.folders.filter((f) => f.digest !== undefined && mayBeListed(f)) : [];
        if (listed.length > 0)
          warn(
            `not done: versions of data assets still name ${counted(listed.length, "folder")} that went, if Azure ML lists ${listed.length === 1 ? "it" : "them"}: archive ${listed.map((f) => versionOf(f)).join(", ")}. With --ml this command does.`,
          );
        for (const [folder, files] of byFolder(lake.unsearched))
          warn(
            `not searched: ${counted(files, "file")} in ${folder}, of a kind that can't be rewritten, or damaged. Look into ${files === 1 ? "it" : "them"}, or wait until ${files === 1 ? "it is" : "they are"} deleted by age.`,
          );
        if (environment.location.startsWith("https://"))
          warn(
            "not reached: what the steps of training runs handed to each other, in the storage of the Azure ML workspace, below azureml/. Delete there what is no longer needed.",
          );
        // before the purge, which may be refused: what is gone is in the audit then, and what is not
        await new AuditLog(environment, () => new Date()).append(model, {
          who: flags.who,
          action: "erase",
          why: "a person's data was to be erased",
          digest: null,
          manifest: null,
          evidence: {
            ...records,
            deadLetters,
            rows: lake.rows,
            folders: lake.folders.length,
            files: lake.files,
            left: lake.left.length,
            unsearched: lake.unsearched.length,
            purge: logs !== undefined,
          },
        });
        const status = await logs?.purge(model, subject);
        if (status !== undefined) console.log(`Log Analytics purges within 30 days; how far it is: ${status}`);
        if (lake.left.length > 0)
          throw new BadInput(
            "erasing",
            lake.left.map((where) => ({
              where,
              expected: "nothing of the person",
              got: "rows that were written in the meantime",
              remedy: "Wait until the run that wrote it has ended, then erase again.",
            })),
          );
      });
    });
}
