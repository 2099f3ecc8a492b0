import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pickStacks, readManifest } from "../deploy/manifest";
import { readPlan } from "../plan-review/read-plan";
import type { StackJson } from "../providers/stacks";
import type { Attributes } from "./attributes";
import type { PricedResource } from "./estimate";

/** Terraform's type; for azapi Azure's without its version. Calls and changes of what others made cost nothing, and are left out. */
function kindOf(type: string, attributes: Attributes): string | undefined {
  if (type === "azapi_resource_action" || type === "azapi_update_resource") return undefined;
  return type === "azapi_resource" ? String(attributes.type).split("@")[0] : type;
}

const resource = (stack: string, address: string, type: string, attributes: Attributes): readonly PricedResource[] => {
  const kind = kindOf(type, attributes);
  return kind === undefined ? [] : [{ stack, address, type: kind, attributes }];
};

/**
 * Resources of an environment's synthesized stacks, bootstrap included.
 * @throws BadInput, WrongUse as `readManifest` and `pickStacks`
 */
export function synthesizedResources(outdir: string, environment: string): readonly PricedResource[] {
  const all = readManifest(outdir);
  pickStacks(all, environment, []);
  return [...all.values()]
    .filter(({ id }) => id === environment || id.startsWith(`${environment}-`))
    .flatMap(({ id, folder }) => {
      const json = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as StackJson;
      return Object.entries(json.resource ?? {}).flatMap(([type, named]) =>
        Object.entries(named).flatMap(([name, attributes]) => resource(id, `${type}.${name}`, type, attributes)),
      );
    });
}

/**
 * Resources that will stand once a plan was applied. The file's name without its ending is the stack's.
 * @param file what `terraform show -json <plan file>` wrote
 * @throws BadInput
 */
export function plannedResources(file: string): readonly PricedResource[] {
  const stack = basename(file).replace(/\.[^.]*$/, "");
  const { resource_changes: changes = [] } = readPlan(readFileSync(file, "utf8"), file);
  return changes
    .filter(({ mode, change }) => mode === "managed" && typeof change.after === "object" && change.after !== null)
    .flatMap(({ address, type, change }) => resource(stack, address, type, change.after as Attributes));
}
