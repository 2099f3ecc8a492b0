import { problemText } from "../../model-code/core/problem";
import { isEmpty } from "../plan-review/changes";
import type { PlannedStack } from "../plan-review/review";
import { mismatches, type Verdict } from "../plan-review/verdict";
import type { SynthesizedStack } from "./manifest";
import { absentOf, planAhead } from "./plan-ahead";
import { applyPlan, initStack, type PlanOptions, planStack, type SavedPlan, TerraformFailed, UpstreamAbsent } from "./stack-plan";

export interface Deployment {
  /** In the order in which they are applied. */
  readonly stacks: readonly SynthesizedStack[];
  readonly all: ReadonlyMap<string, SynthesizedStack>;
  /** Hash of the git tree that they were synthesized from. */
  readonly tree: string;
  readonly plan: PlanOptions;
  /** What may be applied without asking. */
  readonly verdict?: Verdict;
  /** Asks a person; absent: nobody is there. */
  readonly ask?: (plan: SavedPlan) => Promise<boolean>;
  readonly say: (line: string) => void;
  /** Is told what Terraform says while it applies. */
  readonly onOutput: (text: string) => void;
}

export interface Deployed {
  readonly applied: readonly string[];
  /** Where it stopped: the plan that nobody approved, and those of the stacks after it. */
  readonly stopped?: readonly PlannedStack[];
}

/**
 * Plans and applies stacks one after the other. Each is planned after all that it depends on was applied, and the very plan that was
 * approved is applied: the one whose changes, source and state are those of the verdict, or the one that a person has just seen. At the
 * first plan that nobody approved it stops, before anything of that stack is touched.
 */
export async function deployStacks(deployment: Deployment): Promise<Deployed> {
  const { stacks, all, plan, say, onOutput } = deployment;
  const applied: string[] = [];
  for (const [i, stack] of stacks.entries()) {
    await initStack(stack);
    const saved = await planStack(stack, plan).catch(async (error: unknown) => {
      const absent = error instanceof TerraformFailed ? await absentOf(stack, all) : [];
      throw error instanceof TerraformFailed && absent.length > 0 ? new UpstreamAbsent(stack.id, absent, error) : error;
    });
    if (isEmpty(saved.changes)) {
      say(`${stack.id}: no changes`);
      continue;
    }
    if (!(await isApproved(saved, deployment))) {
      const later = await planAhead(stacks.slice(i), all, plan);
      return { applied, stopped: later };
    }
    say(`${stack.id}: applying what was reviewed`);
    await applyPlan(stack, saved, onOutput);
    applied.push(stack.id);
  }
  return { applied };
}

async function isApproved(saved: SavedPlan, { verdict, tree, ask, say }: Deployment): Promise<boolean> {
  const { stack } = saved.changes;
  if (verdict === undefined) return ask !== undefined && (await ask(saved));
  const problems = mismatches(verdict, saved, tree, stack);
  for (const problem of problems) say(problemText(problem));
  return problems.length === 0;
}
