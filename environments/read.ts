import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { parseDocument } from "yaml";
import { BadInput, type Problem } from "../model-code/core/problem";
import { ENVIRONMENT_SCHEMA, type Environment, SHARED_SCHEMA, type Shared } from "./schema";

export interface EnvironmentFile {
  /** `dev.yaml`. */
  readonly file: string;
  readonly text: string;
}

export interface Known {
  /** Models that there are. */
  readonly models: readonly string[];
  /** The process's environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

export interface Places {
  readonly shared: Shared;
  readonly environments: readonly Environment[];
}

const NIL = "00000000-0000-0000-0000-000000000000";
const SHARED_FILE = "shared.yaml";

const ajv = new Ajv({ allErrors: true, verbose: true });
addFormats(ajv);
const isEnvironment = ajv.compile<Environment>(ENVIRONMENT_SCHEMA);
const isShared = ajv.compile<Shared>(SHARED_SCHEMA);

/** Ids that a file may leave at zeros, and the variables that fill them in; a variable with the environment's name comes first. */
const FILLED = [
  { path: ["subscription"], variable: "AZURE_SUBSCRIPTION_ID" },
  { path: ["tenant"], variable: "AZURE_TENANT_ID" },
  { path: ["groups", "platform"], variable: "AZURE_PLATFORM_GROUP_ID" },
] as const;

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => value !== null && typeof value === "object" && !Array.isArray(value);

function fillIn(document: unknown, name: string, variables: Known["variables"]): void {
  for (const { path, variable } of FILLED) {
    const key = path[path.length - 1] ?? "";
    const holder = path.slice(0, -1).reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), document);
    const value = variables[`${variable}_${name.toUpperCase()}`] ?? variables[variable];
    if (isObject(holder) && holder[key] === NIL && value) holder[key] = value.toLowerCase();
  }
}

const shown = (value: unknown) => JSON.stringify(value) ?? "nothing";

/** Says an ajv error as a person would. */
function toProblem(error: ErrorObject, file: string): Problem {
  const schema = error.parentSchema as { readonly properties?: object; readonly description?: string } | undefined;
  const where = `environments/${file} ${error.instancePath.slice(1)}`.trim();
  const remedy = schema?.description ?? "Correct it.";
  switch (error.keyword) {
    case "additionalProperties":
      return {
        where,
        expected: `one of the keys ${Object.keys(schema?.properties ?? {}).join(", ")}`,
        got: `the unknown key "${error.params.additionalProperty}"`,
        remedy: "Remove it or correct its name.",
      };
    case "required":
      return { where, expected: `the key "${error.params.missingProperty}"`, got: "none", remedy: `Add ${error.params.missingProperty}.` };
    case "enum":
      return { where, expected: `one of ${error.params.allowedValues.join(", ")}`, got: shown(error.data), remedy };
    default:
      return { where, expected: error.message?.replace(/^must (be )?/, "") ?? error.keyword, got: shown(error.data), remedy };
  }
}

/** What the schema cannot say. */
function inconsistencies(place: Environment | Shared, file: string, known: Known): readonly Problem[] {
  const problems: Problem[] = [];
  const say = (path: string, expected: string, got: string, remedy: string) =>
    problems.push({ where: `environments/${file} ${path}`, expected, got, remedy });
  if (`${place.name}.yaml` !== file)
    say("name", `the file's name, "${file.replace(/\.yaml$/, "")}"`, `"${place.name}"`, "Rename one of them.");
  if (!("models" in place)) return problems;
  if (place.cluster.maxNodes < place.cluster.minNodes)
    say("cluster/maxNodes", `at least minNodes, ${place.cluster.minNodes}`, String(place.cluster.maxNodes), "Raise it, or lower minNodes.");
  place.models.forEach((model, i) => {
    if (!known.models.includes(model))
      say(
        `models/${i}`,
        `one of ${known.models.join(", ") || "the models, of which there are none"}`,
        `"${model}"`,
        "Name a folder of model-code/models.",
      );
  });
  return problems;
}

/** Two places whose resources would get the same names. */
function collisions(places: readonly (Environment | Shared)[]): readonly Problem[] {
  const seen = new Map<string, string>();
  return places.flatMap((place) => {
    const key = `${place.prefix}-${place.name}`;
    const other = seen.get(key);
    seen.set(key, place.name);
    return other === undefined
      ? []
      : [
          {
            where: `environments/${place.name}.yaml`,
            expected: "names of its own",
            got: `"${key}", which ${other} has`,
            remedy: "Change the prefix or the name.",
          },
        ];
  });
}

function readOne<T extends Environment | Shared>(
  source: EnvironmentFile,
  holds: ValidateFunction<T>,
  known: Known,
  problems: Problem[],
): T | undefined {
  const document = parseDocument(source.text, { prettyErrors: true });
  for (const e of document.errors)
    problems.push({
      where: `environments/${source.file} line ${e.linePos?.[0].line ?? "?"}`,
      expected: "YAML",
      got: e.message.split("\n")[0] ?? "",
      remedy: "Correct the syntax.",
    });
  if (document.errors.length > 0) return undefined;
  const value: unknown = document.toJS();
  fillIn(value, source.file.replace(/\.yaml$/, ""), known.variables);
  if (!holds(value)) {
    problems.push(...(holds.errors ?? []).map((e) => toProblem(e, source.file)));
    return undefined;
  }
  problems.push(...inconsistencies(value, source.file, known));
  return value;
}

/**
 * Reads the shared part and all environments.
 * @throws BadInput with every problem of all files at once
 */
export function readPlaces(files: readonly EnvironmentFile[], known: Known): Places {
  const problems: Problem[] = [];
  const sharedFile = files.find((f) => f.file === SHARED_FILE);
  const shared = sharedFile && readOne(sharedFile, isShared, known, problems);
  if (sharedFile === undefined)
    problems.push({
      where: `environments/${SHARED_FILE}`,
      expected: "a file",
      got: "none",
      remedy: "Say there where the registry stands.",
    });
  const environments = files
    .filter((f) => f.file !== SHARED_FILE)
    .map((f) => readOne(f, isEnvironment, known, problems))
    .filter((e) => e !== undefined);
  problems.push(...collisions([...(shared ? [shared] : []), ...environments]));
  if (shared === undefined || problems.length > 0) throw new BadInput("environments", problems);
  return { shared, environments };
}
