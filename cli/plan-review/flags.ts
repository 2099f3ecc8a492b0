import type { Command } from "commander";
import { ENVIRONMENTS, MODELS, ROOT } from "../paths";
import { WrongUse } from "../wrong-use";
import { LEVELS } from "./levels";

export interface SourceOptions {
  readonly environments: string;
  readonly models: string;
  readonly source: string;
}

/** Adds the flags that say what a plan was made from. */
export const withSource = (command: Command): Command =>
  command
    .option("--source <dir>", "checkout that the plan was made from", ROOT)
    .option("--environments <dir>", "folder with the environments", ENVIRONMENTS)
    .option("--models <dir>", "folder with the models", MODELS);

export interface ReviewFiles {
  readonly comment?: string;
  readonly rest?: string;
  readonly json?: string;
}

/** Adds the flags that say where a review goes. */
export const withReviewFiles = (command: Command): Command =>
  command
    .option("--comment <file>", "where the Markdown comment goes, instead of standard output")
    .option("--rest <file>", "where the whole review goes if the comment cannot hold it (default: plan-review-rest.md beside it)")
    .option("--json <file>", "where the verdict goes, by which `plan-verify` and `deploy` know the plan again");

/** What a command ends with 3 on: a finding of a level or a worse one, any change or drift at all, or nothing. */
const FAIL_ON = [...LEVELS, "change", "never"] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** Adds the flag by which a review becomes an exit code. */
export const withFailOn = (command: Command, otherwise: FailOn): Command =>
  command.option(
    "--fail-on <what>",
    `end with 3 on a finding of this level or a worse one: ${LEVELS.join(", ")}; on any change or drift: change; or never`,
    otherwise,
  );

/** @throws WrongUse for what is none of them */
export function failOnOf(text: string): FailOn {
  const found = FAIL_ON.find((f) => f === text);
  if (found === undefined) throw new WrongUse(`--fail-on: expected one of ${FAIL_ON.join(", ")}, got "${text}". Correct it.`);
  return found;
}
