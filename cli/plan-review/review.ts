import { approversOf } from "./approvals";
import { type Action, isEmpty, type StackChanges } from "./changes";
import { changesDigest } from "./digest";
import { compareLevels, type Level } from "./levels";
import { RISK_RULES } from "./rules";
import type { State, StateVersion } from "./state";
import type { Surroundings } from "./surroundings";

/** A danger of one change, or of several, told to who approves it. */
export interface Finding {
  /** Id of the rule. */
  readonly rule: string;
  readonly title: string;
  readonly level: Level;
  readonly stack: string;
  readonly model?: string;
  readonly address: string;
  /** What changes, in words; reads on after the address. */
  readonly what: string;
  readonly why: string;
  readonly approvers: readonly string[];
}

/** A plan with what it was made on. */
export interface PlannedStack {
  readonly changes: StackChanges;
  readonly state: State;
  /** Why it may come otherwise, once what it depends on is applied; absent: it is as it will be applied. */
  readonly provisional?: string;
}

export type Counts = Readonly<Record<Exclude<Action, "no-op"> | "move" | "import", number>>;

export interface StackReview extends PlannedStack {
  readonly stack: string;
  readonly counts: Counts;
  readonly salt: string;
  readonly digest: string;
  readonly version: StateVersion | null;
}

export interface Review {
  /** Hash of the git tree that was planned. */
  readonly tree: string;
  readonly stacks: readonly StackReview[];
  /** The most dangerous first. */
  readonly findings: readonly Finding[];
}

/** What a plan does, counted; what moves and is changed as well counts in both. */
export function countsOf({ changes }: StackChanges): Counts {
  const count = (action: Action) => changes.filter((c) => c.action === action).length;
  return {
    create: count("create"),
    update: count("update"),
    replace: count("replace"),
    delete: count("delete"),
    forget: count("forget"),
    move: changes.filter((c) => c.previousAddress !== undefined).length,
    import: changes.filter((c) => c.importing !== undefined).length,
  };
}

/** Every danger of some plans, the worst first; of equal ones by the order of the rules, then by place. */
export function findingsOf(plans: readonly StackChanges[], surroundings: Surroundings): readonly Finding[] {
  const changes = plans.flatMap((p) => p.changes);
  const found = RISK_RULES.flatMap(({ id, title, why, check }) =>
    check(changes, surroundings).map(({ change, what, level }): Finding => {
      const { stack, model, address } = change;
      const approvers = approversOf(surroundings, stack, level, model);
      return { rule: id, title, level, stack, ...(model !== undefined && { model }), address, what, why, approvers };
    }),
  );
  // a stable sort keeps the order of the rules
  return found.sort((a, b) => compareLevels(a.level, b.level));
}

/**
 * Reviews plans together.
 * @param newSalt gives new random hex for each stack
 */
export function reviewPlans(plans: readonly PlannedStack[], tree: string, surroundings: Surroundings, newSalt: () => string): Review {
  return {
    tree,
    stacks: plans.map((plan) => {
      const salt = newSalt();
      const digest = changesDigest(plan.changes, plan.state, salt);
      return { ...plan, stack: plan.changes.stack, counts: countsOf(plan.changes), salt, digest, version: plan.state.version };
    }),
    findings: findingsOf(
      plans.map((p) => p.changes),
      surroundings,
    ),
  };
}

/** Whether an apply of all of it would do nothing. */
export const isNoOp = ({ stacks }: Review): boolean => stacks.every((s) => isEmpty(s.changes) && s.provisional === undefined);
