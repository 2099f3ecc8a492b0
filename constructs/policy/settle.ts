import type { TerraformStack } from "cdktf";

/**
 * Renders a stack and has it give that from then on: what the rules judge is by construction what is written, and is rendered once.
 * What another aspect or a validation would add later is refused rather than missing.
 */
export function settle(stack: TerraformStack): void {
  const written: unknown = stack.toTerraform();
  stack.toTerraform = () => written;
  stack.node.lock();
}
