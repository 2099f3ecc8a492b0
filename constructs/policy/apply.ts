import { Annotations, type App, Aspects, TerraformStack } from "cdktf";
import { invokeAspects } from "cdktf/lib/synthesize/synthesizer";
import { BadInput } from "../../model-code/core/problem";
import { isStackOf } from "../naming/stack-place";
import { PolicyAspect } from "./policy-aspect";
import type { PolicyPlace } from "./rule";
import { RULES } from "./rules";
import { settle } from "./settle";
import { Waivers } from "./waivers";

const isOf = (place: PolicyPlace, stack: string) => isStackOf(place.name, stack);

/**
 * Holds all stacks of an app to the rules. Call it when all stacks are there: tags come before the rules that read them.
 * @param places the environments, and the part that all share; a stack belongs to the one that its id begins with
 *
 * The first stack that is synthesized has all others checked with it, so that every breach is told at once, and before anything is
 * written. What was checked is what is written: no stack changes after.
 */
export function applyPolicies(app: App, places: readonly PolicyPlace[]): void {
  const stacks = app.node.findAll().filter((node) => TerraformStack.isStack(node));
  const [first] = stacks;
  if (first === undefined) return;
  const checked = places.map((place) => {
    const waivers = new Waivers(place);
    const own = stacks.filter((stack) => isOf(place, stack.node.id));
    const aspects = own.map((stack) => {
      const aspect = new PolicyAspect({ place, stack: stack.node.id.replace(`${place.name}-`, ""), rules: RULES, waivers });
      Aspects.of(stack).add(aspect);
      return aspect;
    });
    return { own, waivers, aspects };
  });
  const stray = stacks.filter((stack) => !places.some((place) => isOf(place, stack.node.id)));
  if (stray.length > 0) throw new Error(`no environment is named by the stacks ${stray.map((s) => s.node.id).join(", ")}`);

  first.node.addValidation({
    validate: () => {
      for (const stack of stacks) invokeAspects(stack);
      for (const stack of stacks) settle(stack);
      const problems = checked.flatMap(({ aspects }) => aspects.flatMap((a) => a.judge()));
      if (problems.length > 0) throw new BadInput("policies (a waiver in the environment's file lifts one for a time)", problems);
      for (const { own, waivers } of checked) for (const text of waivers.unused()) Annotations.of(own[0] ?? first).addWarning(text);
      return [];
    },
  });
}
