import { BadInput, type Problem } from "../core/problem";
import { parseFlags } from "./parse-flags";

/** What a command of the job that is no step names: folders, and a model where it needs one. */
export interface FolderArguments<Input extends string, Output extends string> {
  readonly inputs: Readonly<Record<Input, string>>;
  readonly outputs: Readonly<Record<Output, string>>;
  readonly model: string | undefined;
  readonly models: string | undefined;
}

const named = <Name extends string>(
  given: readonly string[] | undefined,
  names: readonly Name[],
  flag: string,
  problems: Problem[],
  usage: string,
) => {
  const known: readonly string[] = names;
  for (const text of given ?? [])
    if (!known.includes(text.split("=", 1)[0]!))
      problems.push({ where: `--${flag} ${text}`, expected: `one of ${names.join(", ")}`, got: `"${text}"`, remedy: usage });
  return Object.fromEntries(
    names.map((name) => {
      const folder = given?.find((text) => text.startsWith(`${name}=`))?.slice(name.length + 1);
      if (!folder) problems.push({ where: `--${flag} ${name}`, expected: "a folder", got: "none", remedy: usage });
      return [name, folder ?? ""];
    }),
  ) as Record<Name, string>;
};

/** @throws BadInput with every problem */
export function parseFolderArguments<Input extends string, Output extends string>(
  argv: readonly string[],
  wanted: {
    readonly inputs: readonly Input[];
    readonly outputs: readonly Output[];
    readonly model: boolean;
    readonly models?: boolean;
    readonly usage: string;
  },
): FolderArguments<Input, Output> {
  const { usage } = wanted;
  const options = {
    model: { type: "string" },
    models: { type: "string" },
    input: { type: "string", multiple: true },
    output: { type: "string", multiple: true },
  } as const;
  const values = parseFlags(argv, options, usage);
  const problems: Problem[] = [];
  const inputs = named(values.input, wanted.inputs, "input", problems, usage);
  const outputs = named(values.output, wanted.outputs, "output", problems, usage);
  if (wanted.model && !values.model) problems.push({ where: "--model", expected: "a model's name", got: "none", remedy: usage });
  if (wanted.models && !values.models)
    problems.push({ where: "--models", expected: "the folder that holds the model's", got: "none", remedy: usage });
  if (problems.length > 0) throw new BadInput("job", problems);
  return { inputs, outputs, model: values.model, models: values.models };
}
