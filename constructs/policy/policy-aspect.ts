import { Annotations, type IAspect, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { type Problem, problemText } from "../../model-code/core/problem";
import { elementOf } from "./elements";
import type { Element, PolicyContext, PolicyPlace, PolicyRule } from "./rule";
import type { Waivers } from "./waivers";

export interface PolicyAspectProps {
  readonly place: PolicyPlace;
  /** The stack without its environment. */
  readonly stack: string;
  readonly rules: readonly PolicyRule[];
  readonly waivers: Waivers;
}

/** Holds every resource and output of a stack to the rules; each breach is an error at its construct, which fails synth. */
export class PolicyAspect implements IAspect {
  readonly problems: Problem[] = [];
  private readonly visited = new Set<IConstruct>();
  private context: PolicyContext | undefined;

  constructor(private readonly props: PolicyAspectProps) {}

  visit(node: IConstruct): void {
    if (this.visited.has(node)) return;
    this.visited.add(node);
    const stack = TerraformStack.of(node);
    const element = elementOf(node, stack);
    if (element === undefined) return;
    this.context ??= this.contextOf(stack);
    for (const problem of this.breaches(element, this.context)) {
      this.problems.push(problem);
      Annotations.of(node).addError(problemText(problem));
    }
  }

  private contextOf(stack: TerraformStack): PolicyContext {
    const elements = stack.node
      .findAll()
      .map((c) => elementOf(c, stack))
      .filter((e) => e !== undefined);
    return { place: this.props.place, stack: this.props.stack, elements };
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
