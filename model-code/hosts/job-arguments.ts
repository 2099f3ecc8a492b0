import { parseArgs } from "node:util";
import { GROUPS } from "../core/lifecycle/groups";
import type { Step } from "../core/lifecycle/step";
import { STEPS } from "../core/lifecycle/steps";
import { BadInput, type Problem } from "../core/problem";

export interface JobArguments {
  /** One step, or the steps of a group. */
  readonly steps: readonly Step[];
  readonly model: string;
  readonly models: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  /** Events as JSON lines instead of plain text. */
  readonly json: boolean;
}

export const USAGE = `node job.js <step> --model NAME --models DIR --input NAME=DIR … --output NAME=DIR … [--param KEY=VALUE …] [--json]
node job.js group <group> …   the same for a group of steps
node job.js score --model NAME --input rows=DIR --input package=DIR --output scored=DIR   scores files of rows;
  --input releases=DIR --input packages=DIR in the place of the package: with the version that is stable
node job.js data-assets --model NAME --input curated=DIR --input features=DIR   lists what was prepared in Azure ML
node job.js automl-table --model NAME --models DIR --input training=DIR --input selected=DIR --output automl_training=DIR --output automl_validation=DIR
node job.js automl-graph --input best_model=DIR --input artifacts=DIR --output automl=DIR   before and after a search of Azure ML
node job.js --lines   several in turn, each by a line of standard input that holds its arguments as a JSON array; events go to file descriptor 3

steps:  ${STEPS.map((s) => s.name).join(", ")}
groups: ${Object.keys(GROUPS).join(", ")}
exit codes: 0 done, 1 failed, 2 wrong use, 3 refused by a gate`;

function pairs(given: readonly string[] | undefined, flag: string, problems: Problem[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const text of given ?? []) {
    const at = text.indexOf("=");
    if (at < 1)
      problems.push({ where: `--${flag}`, expected: "NAME=VALUE", got: `"${text}"`, remedy: "Put a name and = before the value." });
    else found[text.slice(0, at)] = text.slice(at + 1);
  }
  return found;
}

const unknown = (given: Readonly<Record<string, string>>, known: readonly string[], flag: string, problems: Problem[]) => {
  for (const name of Object.keys(given))
    if (!known.includes(name))
      problems.push({
        where: `--${flag} ${name}`,
        expected: `one of ${known.join(", ") || "none"}`,
        got: `"${name}"`,
        remedy: "Correct its name.",
      });
};

/**
 * Reads the command line of a job.
 * @throws BadInput with every problem
 */
export function parseJobArguments(argv: readonly string[]): JobArguments {
  const problems: Problem[] = [];
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    throw new BadInput("job", [{ where: "arguments", expected: "the flags below", got: (error as Error).message, remedy: USAGE }]);
  }
  const { values, positionals } = parsed;
  const [first, second] = positionals;
  const names = first === "group" ? GROUPS[second ?? ""] : first === undefined ? undefined : [first];
  const steps = (names ?? []).map((name) => STEPS.find((s) => s.name === name));
  if (steps.length === 0 || steps.includes(undefined))
    problems.push({
      where: "step",
      expected: `one of ${STEPS.map((s) => s.name).join(", ")}, or group with one of ${Object.keys(GROUPS).join(", ")}`,
      got: positionals.join(" ") || "none",
      remedy: "Name one.",
    });
  if (values.model === undefined) problems.push({ where: "--model", expected: "a model's name", got: "none", remedy: "Add it." });
  if (values.models === undefined)
    problems.push({ where: "--models", expected: "the folder that holds the model's", got: "none", remedy: "Add it." });
  const found = steps.filter((s): s is Step => s !== undefined);
  const inputs = pairs(values.input, "input", problems);
  const outputs = pairs(values.output, "output", problems);
  const params = pairs(values.param, "param", problems);
  if (found.length > 0) {
    const made = new Set(found.flatMap((s) => s.outputs.map((o) => o.name)));
    const wanted = found.flatMap((s) => s.inputs).filter((i) => !made.has(i.name));
    unknown(
      inputs,
      wanted.map((i) => i.name),
      "input",
      problems,
    );
    unknown(outputs, [...made], "output", problems);
    unknown(
      params,
      found.flatMap((s) => Object.keys(s.params)),
      "param",
      problems,
    );
    for (const input of wanted)
      if (!input.optional && inputs[input.name] === undefined)
        problems.push({ where: `--input ${input.name}`, expected: "a folder", got: "none", remedy: `Add --input ${input.name}=DIR.` });
    if (found.length === 1)
      for (const output of found[0]!.outputs)
        if (outputs[output.name] === undefined)
          problems.push({
            where: `--output ${output.name}`,
            expected: "a folder",
            got: "none",
            remedy: `Add --output ${output.name}=DIR.`,
          });
  }
  if (problems.length > 0) throw new BadInput("job", problems);
  return {
    steps: found,
    model: values.model!,
    models: values.models!,
    inputs,
    outputs,
    params,
    json: values.json ?? false,
  };
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      model: { type: "string" },
      models: { type: "string" },
      input: { type: "string", multiple: true },
      output: { type: "string", multiple: true },
      param: { type: "string", multiple: true },
      json: { type: "boolean" },
    },
  });
}
