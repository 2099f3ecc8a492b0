import { isPlainPath } from "../../core/package/tree-digest";
import { BadInput, type Problem } from "../../core/problem";
import type { Metric } from "./tracker";

/** What every tracker takes: the least of what the MLflow servers in use take, so that any run can be sent to any of them. */
export const LIMITS = { keyLength: 250, paramLength: 6000, tagLength: 5000, nameLength: 250 } as const;

/** MLflow's rule for the names of parameters, metrics and tags. */
const KEY = /^[\w.\- /]+$/;

function keyProblems(kind: string, key: string): Problem[] {
  const where = `${kind} ${JSON.stringify(key)}`;
  if (key.length > LIMITS.keyLength) {
    return [{ where, expected: `a name of at most ${LIMITS.keyLength} characters`, got: `${key.length}`, remedy: "Shorten the name." }];
  }
  if (KEY.test(key) && isPlainPath(key)) return [];
  const expected = "a name of letters, digits and _ - . space /, without empty or dotted parts";
  return [{ where, expected, got: JSON.stringify(key), remedy: "Rename it." }];
}

function textProblems(kind: string, values: Readonly<Record<string, string>>, most: number): Problem[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const long = {
      where: `${kind} ${key}`,
      expected: `at most ${most} characters`,
      got: `${value.length}`,
      remedy: "Shorten it, or log it as an artifact.",
    };
    return [...keyProblems(kind, key), ...(value.length > most ? [long] : [])];
  });
}

const refuse = (what: string, problems: readonly Problem[]): void => {
  if (problems.length > 0) throw new BadInput(what, problems);
};

/**
 * @param known values that the run has already
 * @throws BadInput
 */
export function checkParams(params: Readonly<Record<string, string>>, known: ReadonlyMap<string, string>): void {
  const changed = Object.entries(params)
    .filter(([key, value]) => known.has(key) && known.get(key) !== value)
    .map(([key, value]) => ({
      where: `param ${key}`,
      expected: `the value that it has, ${JSON.stringify(known.get(key))}`,
      got: JSON.stringify(value),
      remedy: "A parameter has one value for ever: begin another run.",
    }));
  refuse("parameters of a run", [...textProblems("param", params, LIMITS.paramLength), ...changed]);
}

/** @throws BadInput */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  refuse("tags of a run", textProblems("tag", tags, LIMITS.tagLength));
}

/** @throws BadInput */
export function checkMetrics(metrics: readonly Metric[]): void {
  const problems = metrics.flatMap((m) => {
    const whole = [m.step, m.timestamp].every(Number.isSafeInteger);
    const remedy = "Round the time to milliseconds and count steps in whole numbers.";
    const got = `${m.step} and ${m.timestamp}`;
    const broken = { where: `metric ${m.key}`, expected: "an integer step and an integer timestamp", got, remedy };
    return [...keyProblems("metric", m.key), ...(whole ? [] : [broken])];
  });
  refuse("metrics of a run", problems);
}

/** @throws BadInput */
export function checkName(what: "experiment" | "run", name: string): void {
  if (name.trim() !== "" && name.length <= LIMITS.nameLength && !/^\.+$/.test(name)) return;
  const expected = `1 to ${LIMITS.nameLength} characters, not only dots`;
  refuse(`the name: ${what}`, [{ where: what, expected, got: JSON.stringify(name), remedy: "Give another name." }]);
}

/** @throws BadInput */
export function checkArtifactPath(path: string): void {
  if (isPlainPath(path)) return;
  const expected = "a relative path with forward slashes and no . or .. in it";
  refuse("an artifact of a run", [{ where: "path", expected, got: JSON.stringify(path), remedy: "Rename it." }]);
}
