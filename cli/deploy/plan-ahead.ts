import { isEmpty, type StackChanges } from "../plan-review/changes";
import type { PlannedStack } from "../plan-review/review";
import type { State } from "../plan-review/state";
import type { SynthesizedStack } from "./manifest";
import { initStack, type PlanOptions, planStack, pullState, TerraformFailed } from "./stack-plan";
import { synthesizedChanges } from "./synthesized-plan";

/**
 * Plans stacks for review before any of them is applied. What a stack reads may still change by the apply of another, or not be there
 * at all: then its plan is provisional, and says why.
 *
 * @param stacks in the order in which they will be applied
 * @param all every stack that was synthesized, to look at what else is read
 */
export async function planAhead(
  stacks: readonly SynthesizedStack[],
  all: ReadonlyMap<string, SynthesizedStack>,
  options: PlanOptions,
): Promise<readonly PlannedStack[]> {
  const planned: PlannedStack[] = [];
  /** Stacks that are about to change. */
  const pending = new Set<string>();
  for (const stack of stacks) {
    await initStack(stack);
    const plan = await planOr(stack, options, () => absentOf(stack, all, planned));
    const waits = options.destroy ? [] : stack.dependencies.filter((d) => pending.has(d) && !plan.absent.includes(d)).sort();
    const reasons = [
      ...(plan.absent.length > 0 ? [`${plan.absent.join(", ")} was never applied, and it reads that`] : []),
      ...(waits.length > 0 ? [`it reads ${waits.join(", ")}, where changes are still to be applied`] : []),
    ];
    const provisional = reasons.length === 0 ? {} : { provisional: reasons.join("; ") };
    planned.push({ changes: plan.changes, state: plan.state, ...provisional });
    if (reasons.length > 0 || !isEmpty(plan.changes)) pending.add(stack.id);
  }
  return planned;
}

interface Ahead {
  readonly changes: StackChanges;
  readonly state: State;
  /** Stacks for want of which Terraform made no plan. */
  readonly absent: readonly string[];
}

/** Terraform's plan; where it fails for want of what the stack reads, what the code says will be made. */
async function planOr(stack: SynthesizedStack, options: PlanOptions, absent: () => Promise<readonly string[]>): Promise<Ahead> {
  try {
    return { ...(await planStack(stack, options)), absent: [] };
  } catch (error) {
    if (!(error instanceof TerraformFailed)) throw error;
    const missing = await absent();
    if (missing.length === 0) throw error;
    return { changes: synthesizedChanges(stack), state: await pullState(stack), absent: missing };
  }
}

/**
 * The stacks that one reads and that were never applied.
 * @param planned those whose states are known already
 */
export async function absentOf(
  stack: SynthesizedStack,
  all: ReadonlyMap<string, SynthesizedStack>,
  planned: readonly PlannedStack[] = [],
): Promise<readonly string[]> {
  const absent: string[] = [];
  for (const id of [...stack.dependencies].sort()) {
    const upstream = all.get(id);
    const known = planned.find((p) => p.changes.stack === id)?.state;
    if (upstream === undefined) continue;
    if (known === undefined) await initStack(upstream);
    const state = known ?? (await pullState(upstream));
    if (state.version === null) absent.push(id);
  }
  return absent;
}
