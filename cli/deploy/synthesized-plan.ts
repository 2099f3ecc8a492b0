import { readFileSync } from "node:fs";
import { join } from "node:path";
import { changesOf, type StackChanges } from "../plan-review/changes";
import type { PlanJson, ResourceChange } from "../plan-review/plan-schema";
import type { StackJson } from "../providers/stacks";
import type { SynthesizedStack } from "./manifest";

/** Arguments that are Terraform's, not the resource's. */
const META = new Set(["//", "connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"]);
const isExpression = (value: unknown): boolean => typeof value === "string" && value.includes("${");

const unknownInside = (block: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(block).map(([key, v]) => [key, unknownIn(v)]));

/** Which parts are expressions, and so not known. */
function unknownIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unknownIn);
  if (typeof value === "object" && value !== null) return unknownInside(value);
  return isExpression(value);
}

/**
 * What a stack's code says that will be made, where Terraform cannot plan it yet as what it reads is not there. Everything is new, and
 * all that is computed is not known.
 */
export function synthesizedChanges(stack: SynthesizedStack): StackChanges {
  const json = JSON.parse(readFileSync(join(stack.folder, "cdk.tf.json"), "utf8")) as StackJson;
  const changes = Object.entries(json.resource ?? {}).flatMap(([type, named]) =>
    Object.entries(named).map(([name, block]): ResourceChange => {
      const after = Object.fromEntries(Object.entries(block).filter(([key]) => !META.has(key)));
      const change = { actions: ["create" as const], before: null, after, after_unknown: unknownInside(after) };
      return { address: `${type}.${name}`, mode: "managed", type, provider_name: type.split("_")[0]!, change };
    }),
  );
  const plan: PlanJson = { format_version: "1.2", terraform_version: "", resource_changes: changes };
  return changesOf(stack.id, plan);
}
