import { join } from "node:path";
import { ProblemError } from "../../model-code/core/problem";
import { changesOf } from "../plan-review/changes";
import { readPlan } from "../plan-review/read-plan";
import type { PlannedStack } from "../plan-review/review";
import { readState, type State } from "../plan-review/state";
import { isWithoutProviders, reasonOf, type TerraformRun, terraform, WITHOUT_PROVIDERS } from "../providers/terraform";
import type { SynthesizedStack } from "./manifest";

/** Terraform could not do what it was asked for. */
export class TerraformFailed extends ProblemError {
  readonly code = "TERRAFORM_FAILED";
  constructor(stack: string, doing: string, run: TerraformRun) {
    super({
      where: stack,
      expected: `\`terraform ${doing}\` to succeed`,
      got: reasonOf(run.output) || `exit code ${run.code}`,
      remedy: isWithoutProviders(run) ? WITHOUT_PROVIDERS : "Mend what it says, and run the same command again: what was applied stays.",
    });
  }
}

/** A stack reads another that is not there, and that is not among those to be applied before it. */
export class UpstreamAbsent extends ProblemError {
  readonly code = "UPSTREAM_ABSENT";
  constructor(stack: string, absent: readonly string[], cause: TerraformFailed) {
    const got = `nothing of ${absent.join(", ")}`;
    super({ where: stack, expected: "the stacks that it reads to be applied", got, remedy: "Deploy that first." }, { cause });
  }
}

export interface PlanOptions {
  /** Folder for the plan file, which holds secrets in clear: nobody else's to read, and gone afterwards. */
  readonly work: string;
  readonly destroy: boolean;
  /** False for who may only read: taking a lock is a write. */
  readonly lock: boolean;
}

/** A plan that can be applied. */
export interface SavedPlan extends PlannedStack {
  readonly file: string;
}

async function run(stack: SynthesizedStack, doing: string, args: readonly string[]): Promise<string> {
  const ended = await terraform(stack.folder, args);
  if (ended.code !== 0) throw new TerraformFailed(stack.id, doing, ended);
  return ended.stdout;
}

/** Makes a stack's folder ready for the other commands. */
export const initStack = (stack: SynthesizedStack): Promise<string> => run(stack, "init", ["init", "-input=false", "-no-color"]);

/** The state of a stack that is ready. */
export const pullState = async (stack: SynthesizedStack): Promise<State> =>
  readState(await run(stack, "state pull", ["state", "pull"]), `${stack.id}: terraform state pull`);

/**
 * Plans a stack that is ready.
 * @throws TerraformFailed if no plan came about
 */
export async function planStack(stack: SynthesizedStack, { work, destroy, lock }: PlanOptions): Promise<SavedPlan> {
  const file = join(work, `${stack.id}.plan`);
  const how = [...(destroy ? ["-destroy"] : []), ...(lock ? [] : ["-lock=false"])];
  await run(stack, "plan", ["plan", "-input=false", "-no-color", ...how, `-out=${file}`]);
  const plan = readPlan(await run(stack, "show", ["show", "-json", file]), `${stack.id}: terraform show -json`);
  return { changes: changesOf(stack.id, plan), state: await pullState(stack), file };
}

/**
 * Applies a saved plan, and nothing else: Terraform refuses it if the state is another by now.
 * @param onOutput is told what Terraform says meanwhile
 * @throws TerraformFailed if it ended half-way
 */
export async function applyPlan(stack: SynthesizedStack, { file }: SavedPlan, onOutput: (text: string) => void): Promise<void> {
  const ended = await terraform(stack.folder, ["apply", "-input=false", "-no-color", file], {}, onOutput);
  if (ended.code !== 0) throw new TerraformFailed(stack.id, "apply", ended);
}
