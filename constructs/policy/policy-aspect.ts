import { Annotations, type IAspect, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { type Problem, problemText } from "../../model-code/core/problem";
import { elementsOf } from "./elements";
import type { Element, PolicyContext, PolicyPlace, PolicyRule } from "./rule";
import type { Waivers } from "./waivers";

export interface PolicyAspectProps {
  readonly place: PolicyPlace;
  /** The stack without its environment. */
  readonly stack: string;
  readonly rules: readonly PolicyRule[];
  readonly waivers: Waivers;
}

/**
 * Holds every resource and output of a stack to the rules; each breach is an error at its construct, which fails synth.
 * It judges when all aspects and overrides have been applied, and what the stack's file will say: tags come by an aspect, a rule may look
 * at other elements, and what an override changes is what Terraform does.
 */
export class PolicyAspect implements IAspect {
  private readonly stacks = new Set<TerraformStack>();

  constructor(private readonly props: PolicyAspectProps) {}

  visit(node: IConstruct): void {
    if (TerraformStack.isStack(node)) this.stacks.add(node);
  }

  /** All breaches; each is also noted at its construct. */
  judge(): readonly Problem[] {
    const { place, stack } = this.props;
    return [...this.stacks].flatMap((visited) => {
      const found = elementsOf(visited);
      const context: PolicyContext = { place, stack, elements: found.map((f) => f.element) };
      return found.flatMap(({ node, element }) => {
        const problems = this.breaches(element, context);
        for (const problem of problems) Annotations.of(node).addError(problemText(problem));
        return problems;
      });
    });
  }

  private breaches(element: Element, context: PolicyContext): readonly Problem[] {
    return this.props.rules.flatMap((rule) =>
      rule
        .check(element, context)
        .filter(() => !this.props.waivers.waives(rule.id, element.path))
        .map((got) => ({ where: `${element.path} breaks ${rule.id}`, expected: rule.what, got, remedy: rule.remedy })),
    );
  }
}
