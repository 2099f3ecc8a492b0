import { BadInput, type Problem } from "../../model-code/core/problem";
import { compileSchema } from "../../model-code/core/spec/compile-schema";
import { schemaProblem } from "../../model-code/core/spec/schema-problem";
import { PLAN_SCHEMA, type PlanJson } from "./plan-schema";

/** Of the plan's format: what has another major version may mean something else. */
const MAJOR = "1";
const MAKE_ONE = "Make one: `terraform plan -out=plan.bin`, then `terraform show -json plan.bin`.";
/** Problems that are told of one file; a foreign file could have thousands. */
const TOLD = 10;

const isPlan = compileSchema<PlanJson>(PLAN_SCHEMA, { allErrors: true, verbose: true, strictTypes: false });
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What else a file may be, which people take for a plan's JSON. */
const FOREIGN: readonly (readonly [is: (value: Readonly<Record<string, unknown>>) => boolean, what: string])[] = [
  [(v) => "lineage" in v && "serial" in v, "a state file"],
  [(v) => "@level" in v, "one line of `terraform plan -json`, which is a log"],
  [(v) => "values" in v && !("planned_values" in v), "the JSON of a state"],
  [(v) => "provider_schemas" in v, "the schemas of providers"],
  [(v) => "terraform" in v && !("format_version" in v), "a stack's configuration"],
];

/**
 * Reads what `terraform show -json <plan file>` wrote.
 * @param file name of the file, for what is told
 * @throws BadInput if it is broken, something else, of a format that is not known, or of a plan that failed
 */
export function readPlan(text: string, file: string): PlanJson {
  const refuse = (expected: string, got: string, remedy = MAKE_ONE): never => {
    throw new BadInput(file, [{ where: file, expected, got, remedy }]);
  };
  if (text.trim() === "") refuse("the JSON of a plan", "an empty file");
  if (text.startsWith("PK")) refuse("the JSON of a plan", "the plan file itself", "Show it: `terraform show -json <plan file>`.");
  if (text.trimStart().startsWith('{"@level"')) refuse("the JSON of a plan", "the log of `terraform plan -json`");
  const value = parsed(text, refuse);
  const foreign = FOREIGN.find(([is]) => is(value));
  if (foreign !== undefined) refuse("the JSON of a plan", foreign[1]);
  if (typeof value.format_version === "string" && value.format_version.split(".")[0] !== MAJOR)
    refuse(`format_version ${MAJOR}.x`, value.format_version, "Use Terraform 1.x, or a newer version of this repository.");
  if (!isPlan(value)) throw new BadInput(file, problemsOf(file));
  if (value.errored === true)
    refuse("a plan that came about", "one that ended in an error", "Mend what `terraform plan` says, and plan again.");
  return value;
}

function parsed(text: string, refuse: (expected: string, got: string) => never): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    // the message itself may quote the text, and that a secret
    const [, position] = /at position (\d+)/.exec(message) ?? [];
    const isCut = position === undefined ? message.includes("end of JSON") : Number(position) >= text.trimEnd().length;
    refuse("JSON", isCut ? "a file that breaks off" : "something else");
  }
  return isObject(value) ? value : refuse("an object", Array.isArray(value) ? "a list" : typeof value);
}

/** A value of a plan may be secret, so that only its kind is told. */
function problemsOf(file: string): readonly Problem[] {
  return (isPlan.errors ?? []).slice(0, TOLD).map((error) => ({
    ...schemaProblem({ ...error, data: typeof error.data }, file),
    remedy: MAKE_ONE,
  }));
}
