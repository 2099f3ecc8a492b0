import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { loadModels, modelNames } from "../../model-code/adapters/model-files";
import { BadInput, gather, type Problem } from "../../model-code/core/problem";
import { changesOf } from "./changes";
import type { SourceOptions } from "./flags";
import { readPlan } from "./read-plan";
import type { PlannedStack } from "./review";
import { readState } from "./state";
import { type Surroundings, surroundingsOf } from "./surroundings";

/** Who answers for what, by the files of environments and models. */
export async function readSurroundings({ environments, models }: SourceOptions): Promise<Surroundings> {
  // the schema of environments is no concern of the other commands
  const { loadPlaces } = await import("../../environments/load");
  const { RULES } = await import("../../constructs/policy/rules");
  const known = { models: modelNames(models), rules: RULES.map((r) => r.id), variables: process.env };
  return surroundingsOf(
    loadPlaces(environments, known),
    loadModels(models).map((m) => m.spec),
  );
}

/** Random, for the secret values of one stack. */
export const newSalt = (): string => randomBytes(16).toString("hex");

const PLAN = /(\.plan)?\.json$/;

/**
 * Reads plans, `<stack>.plan.json`, and the states beside them, `<stack>.state.json`.
 * @throws BadInput with the problems of all of them
 */
export function readPlanFiles(files: readonly string[]): readonly PlannedStack[] {
  const problems: Problem[] = [];
  const plans = files.flatMap((file): readonly PlannedStack[] => {
    const stack = basename(file).replace(PLAN, "");
    const beside = join(dirname(file), `${stack}.state.json`);
    const plan = gather(problems, () => readPlan(textOf(file, "Make it: `terraform show -json <plan file>`."), file));
    const remedy = `Make it where the plan was made, even if it is empty: \`terraform state pull > ${basename(beside)}\`.`;
    const state = gather(problems, () => readState(textOf(beside, remedy), beside));
    return plan === undefined || state === undefined ? [] : [{ changes: changesOf(stack, plan), state }];
  });
  const twice = plans.map((p) => p.changes.stack).filter((stack, i, all) => all.indexOf(stack) !== i);
  for (const stack of new Set(twice))
    problems.push({ where: "plans", expected: "one plan of each stack", got: `several of ${stack}`, remedy: "Leave all but one out." });
  if (problems.length > 0) throw new BadInput("plans", problems);
  return plans;
}

function textOf(file: string, remedy: string): string {
  if (existsSync(resolve(file))) return readFileSync(resolve(file), "utf8");
  throw new BadInput(file, [{ where: file, expected: "a file", got: "none", remedy }]);
}
