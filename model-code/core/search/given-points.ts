import { checkParams, LEARNERS } from "../learners";
import type { Params } from "../learners/learner";
import { BadInput, type Problem } from "../problem";
import type { CandidateSpec } from "../spec/model-schema";

/** A point of each candidate's space, by the candidate's name. */
export type GivenPoints = Readonly<Record<string, Params>>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The candidates with the points that somebody else has drawn, as a sweep does, and nothing left to search.
 * @param text JSON: `{ "boosted-trees": { "leaves": 12 } }`; every candidate with a space, each with all of its parameters
 * @throws BadInput with every problem
 */
export function candidatesAt(candidates: readonly CandidateSpec[], text: string): readonly CandidateSpec[] {
  const points = parsed(text);
  const problems: Problem[] = [];
  const say = (where: string, expected: string, got: unknown, remedy: string) =>
    problems.push({ where: `--param points ${where}`.trim(), expected, got: JSON.stringify(got) ?? "nothing", remedy });
  const searched = candidates.filter((c) => Object.keys(c.space).length > 0);
  if (!isObject(points)) say("", "a JSON object with a point for each candidate that is searched", text, "Correct it.");
  else {
    for (const name of Object.keys(points))
      if (!searched.some((c) => c.name === name))
        say(name, `one of ${searched.map((c) => c.name).join(", ") || "none"}`, name, "Remove it or correct its name.");
    for (const { name, learner, space, params } of searched) {
      const point = points[name];
      const [wanted, got] = [Object.keys(space).sort(), isObject(point) ? Object.keys(point).sort() : []];
      if (wanted.join() !== got.join())
        say(name, `values of ${wanted.join(", ")}`, point, "Give each parameter that is searched, and no other.");
      else
        for (const problem of checkParams(LEARNERS[learner]!, { ...params, ...(point as Params) }))
          problems.push({ ...problem, where: `--param points ${name}/${problem.where}` });
    }
  }
  if (problems.length > 0) throw new BadInput("tune", problems);
  return candidates.map((c) => ({ ...c, params: { ...c.params, ...(points as GivenPoints)[c.name] }, space: {} }));
}
