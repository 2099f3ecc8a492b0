import type { Construct } from "constructs";

/** What must hold of a construct's props, and what a person reads when it does not. */
export type Rule<T> = readonly [holds: (props: T) => boolean, message: (props: T) => string];

/**
 * Holds props against their rules.
 * @throws Error that names the construct and lists every rule that is broken
 */
export function validateProps<T>(scope: Construct, rules: readonly Rule<T>[], props: T): void {
  const broken = rules.filter(([holds]) => !holds(props)).map(([, message]) => message(props));
  if (broken.length > 0) throw new Error(`${scope.node.path}:\n  ${broken.join("\n  ")}`);
}
