import addFormats from "ajv-formats";
import { parseDocument } from "yaml";
import { BadInput, type Problem } from "../model-code/core/problem";
import { compileSchema, type SchemaCheck } from "../model-code/core/spec/compile-schema";
import { schemaProblem } from "../model-code/core/spec/schema-problem";
import type { Known } from "./check";
import { placeProblems } from "./check-place";
import { collisions, devopsProblems, reachProblems } from "./check-together";
import { fillIn, type Variables } from "./fill-in";
import { ENVIRONMENT_SCHEMA, type Environment, SHARED_SCHEMA, type Shared } from "./schema";
import { type Sound, soundParts } from "./sound";

export interface EnvironmentFile {
  /** `dev.yaml`. */
  readonly file: string;
  readonly text: string;
}

/** What the files are read with. */
export interface ReadWith extends Known {
  readonly variables: Variables;
}

export interface Places {
  readonly shared: Shared;
  readonly environments: readonly Environment[];
}

const SHARED_FILE = "shared.yaml";

const isEnvironment = compileSchema<Environment>(ENVIRONMENT_SCHEMA, { allErrors: true, verbose: true }, addFormats);
const isShared = compileSchema<Shared>(SHARED_SCHEMA, { allErrors: true, verbose: true }, addFormats);

/** A file's content and which of its parts are sound; `place` is complete only if nothing was found wrong. */
interface ReadPlace<T> {
  readonly place: T;
  readonly sound: Sound;
  /** Whether the schema takes the whole file, whatever else is wrong with it. */
  readonly fits: boolean;
}

function readOne<T extends Environment | Shared>(
  source: EnvironmentFile,
  holds: SchemaCheck<T>,
  known: ReadWith,
  problems: Problem[],
): ReadPlace<T> | undefined {
  const document = parseDocument(source.text, { prettyErrors: true });
  for (const e of document.errors)
    problems.push({
      where: `environments/${source.file} line ${e.linePos?.[0].line ?? "?"}`,
      expected: "YAML",
      got: e.message.split("\n")[0] ?? "",
      remedy: "Correct the syntax.",
    });
  if (document.errors.length > 0) return undefined;
  const place: T = document.toJS();
  fillIn(place, source.file.replace(/\.yaml$/, ""), known.variables);
  const errors = holds(place) ? [] : (holds.errors ?? []);
  const sound = soundParts(place, errors);
  problems.push(...errors.map((e) => schemaProblem(e, `environments/${source.file}`)));
  if (place !== null && typeof place === "object") problems.push(...placeProblems(place, source.file, known, sound));
  return { place, sound, fits: errors.length === 0 };
}

const isNamed = ({ sound }: ReadPlace<unknown>) => ["prefix", "name", "subscription"].every(sound);
const isReachable = ({ sound }: ReadPlace<unknown>) => ["name", "network/mode"].every(sound);

/**
 * Reads the shared part and all environments. Gives them where the schema takes each file, whatever else is wrong, so that models can be
 * held against them, too.
 * @param problems what is wrong with them joins the others
 */
export function gatherPlaces(files: readonly EnvironmentFile[], known: ReadWith, problems: Problem[]): Places | undefined {
  const sharedFile = files.find((f) => f.file === SHARED_FILE);
  const shared = sharedFile && readOne(sharedFile, isShared, known, problems);
  if (sharedFile === undefined)
    problems.push({
      where: `environments/${SHARED_FILE}`,
      expected: "a file",
      got: "none",
      remedy: "Say there where the registry stands.",
    });
  const others = files.filter((f) => f.file !== SHARED_FILE);
  const read = others.map((f) => readOne(f, isEnvironment, known, problems)).filter((e) => e !== undefined);
  problems.push(...collisions([...(shared ? [shared] : []), ...read].filter(isNamed).map((r) => r.place)));
  if (shared && isReachable(shared) && shared.sound("registry/sku"))
    problems.push(
      ...reachProblems(
        shared.place,
        read.filter(isReachable).map((r) => r.place),
      ),
    );
  if (shared?.sound("devops/environments"))
    problems.push(
      ...devopsProblems(
        shared.place,
        read.filter(isNamed).map((r) => r.place),
      ),
    );
  if (!shared?.fits || read.length < others.length || !read.every((r) => r.fits)) return undefined;
  return { shared: shared.place, environments: read.map((r) => r.place) };
}

/**
 * Reads the shared part and all environments.
 * @throws BadInput with every problem of all files at once
 */
export function readPlaces(files: readonly EnvironmentFile[], known: ReadWith): Places {
  const problems: Problem[] = [];
  const places = gatherPlaces(files, known, problems);
  if (places === undefined || problems.length > 0) throw new BadInput("environments", problems);
  return places;
}
