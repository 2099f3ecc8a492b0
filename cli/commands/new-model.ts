import { join, resolve } from "node:path";
import type { Command } from "commander";
import { reservedWord } from "../../constructs/naming/rules";
import { modelNames } from "../../model-code/adapters/model-files";
import { checkKnown } from "../check-known";
import { TEMPLATE_NAMES, type TemplateName } from "../new-model/answers";
import { cloneModel } from "../new-model/clone-model";
import { environmentNames } from "../new-model/environment-line";
import { newModelFiles } from "../new-model/new-model";
import { checkFree, placeModel } from "../new-model/place-model";
import { answersTo, CLONE_QUESTIONS, choice, listOf } from "../new-model/questions";
import { TEMPLATES } from "../new-model/template-files";
import { stoppable } from "../new-model/undone";
import { ENVIRONMENTS, MODELS } from "../paths";
import { WrongUse } from "../wrong-use";

interface NewModelFlags {
  readonly template?: string;
  readonly from?: string;
  readonly data?: string;
  readonly label?: string;
  readonly positive?: string;
  readonly time?: string;
  readonly owner?: string;
  readonly contact?: string;
  readonly approvers?: string;
  readonly objective?: string;
  readonly businessMetric?: string;
  /** Names, with commas. */
  readonly environments?: string;
  readonly models: string;
  readonly templates: string;
  readonly environmentsFolder: string;
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LONGEST_NAME = 32;

/** The name that was probably meant. */
const tidied = (name: string) =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, LONGEST_NAME)
    .replace(/-+$/, "");

function checkName(name: string): void {
  const reserved = reservedWord(name);
  if (reserved !== undefined)
    throw new WrongUse(
      `name: expected one without "${reserved}", got "${name}". Azure refuses the word anywhere in the names of resources (ReservedResourceName), as a trademark. Take another.`,
    );
  if (NAME.test(name) && name.length <= LONGEST_NAME) return;
  const meant = tidied(name);
  throw new WrongUse(
    `name: expected at most ${LONGEST_NAME} lower-case letters, digits and single hyphens, a letter first, got "${name}". ${meant === "" ? "Take another." : `Take "${meant}", for one.`}`,
  );
}

function checkKind({ template, from, data, ...flags }: NewModelFlags, known: readonly string[]): void {
  const templates = TEMPLATE_NAMES.join(" or ");
  if ((template === undefined) === (from === undefined) && (template !== undefined || !process.stdin.isTTY))
    throw new WrongUse(
      `expected either --template ${templates}, or --from <model>, got ${template === undefined ? "neither" : "both"}. Name one.`,
    );
  if (template !== undefined && !TEMPLATE_NAMES.includes(template as TemplateName))
    throw new WrongUse(`--template: expected ${templates}, got "${template}". Correct its name.`);
  if (from === undefined) return;
  checkKnown("--from", from, known);
  const odd = Object.entries({ data, label: flags.label, positive: flags.positive, time: flags.time }).filter(
    ([, value]) => value !== undefined,
  );
  if (odd.length > 0)
    throw new WrongUse(`--from takes the model as it is: expected no ${odd.map(([name]) => `--${name}`).join(", ")}. Leave it out.`);
}

/** The environments that get the model. */
function environmentsOf({ environments, environmentsFolder }: NewModelFlags): readonly string[] {
  const there = environmentNames(environmentsFolder);
  const wanted = listOf(environments ?? "");
  const unknown = wanted.filter((name) => !there.includes(name));
  if (unknown.length > 0)
    throw new WrongUse(
      `--environments: expected some of ${there.join(", ")}, got ${unknown.join(", ")}. Name files of environments, without .yaml.`,
    );
  return wanted;
}

async function filesOf(
  name: string,
  flags: NewModelFlags,
  trainsIn: string | undefined,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const { label, positive, time, owner, contact, approvers, objective, businessMetric } = flags;
  const given = { label, positive, time, owner, contact, approvers, objective, "business-metric": businessMetric };
  const terminal = process.stdin.isTTY ? { input: process.stdin, output: process.stderr } : undefined;
  if (flags.from !== undefined) {
    const said = await answersTo(CLONE_QUESTIONS, given, terminal);
    return cloneModel(
      resolve(flags.models),
      flags.from,
      {
        name,
        team: said.owner!,
        contact: said.contact!,
        approvers: listOf(said.approvers!),
      },
      flags.templates,
    );
  }
  const { template } = await answersTo([choice("template", "Which template", TEMPLATE_NAMES)], { template: flags.template }, terminal);
  return newModelFiles({
    name,
    template: template as TemplateName,
    data: flags.data,
    trainsIn: trainsIn ?? environmentNames(flags.environmentsFolder)[0]!,
    given,
    terminal,
    templates: flags.templates,
    signal,
  });
}

const NOTED = /(left out|no feature|made up|personal|lot|numbered anew)/;

/** What was made, what should be looked at, and what comes next. */
function madeText(name: string, models: string, files: ReadonlyMap<string, string | Uint8Array>): string {
  const model = String(files.get("model.yaml"));
  const noted = model
    .split("\n")
    .filter((line) => line.includes("#") && NOTED.test(line))
    .map((line) => `  ${line.trim()}`);
  return [
    `${join(models, name)}: ${[...files.keys()].sort().join(", ")}`,
    ...(noted.length > 0 ? ["Look at these lines of model.yaml:", ...noted] : []),
    "Next:",
    `  npm run test:model -- ${name}`,
    `  npx mlops run ${name}`,
  ].join("\n");
}

export function addNewModel(program: Command): void {
  program
    .command("new-model")
    .summary("begin a model: a folder that runs, is tested, and synthesizes its stacks")
    .description(
      "Make a model's folder of a template, or of another model. With --data, the contract, the features and a sample are inferred from a CSV file; without, the sample is made up. What is not said is asked for in a terminal. Nothing is overwritten, and nothing is left if it fails.",
    )
    .argument("<name>", "the model's name: lower-case letters, digits and hyphens")
    .option("--template <template>", TEMPLATE_NAMES.join(" or "))
    .option("--from <model>", "make it like this model instead, with another name and owner, and without its history")
    .option("--data <file>", "CSV file to infer from, one row for each thing to predict")
    .option("--label <column>", "the column to predict")
    .option("--positive <value>", "the label's value that counts as yes; every other is no")
    .option("--time <column>", "the column that says when, YYYY-MM-DD; none: rows are split by lot")
    .option("--owner <team>", "the team that owns it")
    .option("--contact <email>", "whom its alerts go to")
    .option("--approvers <emails>", "who approves its releases, with commas")
    .option("--objective <text>", "what it is for, in a sentence")
    .option("--business-metric <text>", "the figure outside the model that it should move")
    .option(
      "--environments <names>",
      "environments that get it, with commas, the first the one that trains it; without, it runs on laptops only",
    )
    .option("--models <dir>", "folder with the models", MODELS)
    .option("--templates <dir>", "folder with the templates", TEMPLATES)
    .option("--environments-folder <dir>", "folder with the environments", ENVIRONMENTS)
    .action(async (name: string, flags: NewModelFlags) => {
      checkName(name);
      const models = resolve(flags.models);
      checkKind(flags, modelNames(models));
      checkFree(models, name);
      const addTo = environmentsOf(flags);
      const { files, warnings } = await stoppable(async (signal) => {
        const files = await filesOf(name, flags, addTo[0], signal);
        return { files, warnings: await placeModel({ models, name, files, environments: flags.environmentsFolder, addTo, signal }) };
      });
      for (const warning of warnings) console.log(`warning: ${warning}`);
      console.log(madeText(name, models, files));
    });
}
