import { type Difference, differencesOf, type Marked, masked } from "./differences";
import type { ChangeJson, PlanJson, ResourceChange } from "./plan-schema";
import { type Secrets, secretsOf } from "./secrets";

export type Json = Readonly<Record<string, unknown>>;
export type Action = "create" | "update" | "replace" | "delete" | "forget" | "no-op";

/** What happens to one resource. */
export interface Change {
  readonly stack: string;
  readonly address: string;
  /** Where it stood, if it moved. */
  readonly previousAddress?: string;
  /** Terraform's type. */
  readonly terraformType: string;
  /** Azure's type without the version where azapi names one, else Terraform's. */
  readonly type: string;
  readonly provider: string;
  readonly action: Action;
  /** Its id at the provider, if it is taken in. */
  readonly importing?: string;
  /** The name of the model that it belongs to. */
  readonly model?: string;
  /** Attributes, with what is secret replaced by words; empty where there is nothing before or after. */
  readonly before: Json;
  /** Likewise, and with what is not known replaced by words. */
  readonly after: Json;
  readonly differences: readonly Difference[];
  /** Attributes for which it has to be made anew. */
  readonly because: readonly string[];
}

/** What happens to one output, which other stacks may read. */
export interface OutputChange {
  readonly name: string;
  readonly action: Action;
  readonly differences: readonly Difference[];
}

/** A plan of one stack, as it is reviewed. */
export interface StackChanges {
  readonly stack: string;
  /** Sorted by address; what only moves or is taken in is in here too. */
  readonly changes: readonly Change[];
  readonly outputs: readonly OutputChange[];
  /** What was changed, or taken away, by others than Terraform. */
  readonly drift: readonly Change[];
  /** False: it was restricted to targets, or something was put off. */
  readonly complete: boolean;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  create: "create",
  update: "update",
  delete: "delete",
  forget: "forget",
  "delete,create": "replace",
  "create,delete": "replace",
  "forget,create": "replace",
  "create,forget": "replace",
};

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const objectOf = (value: unknown): Json => (isObject(value) ? value : {});
const actionOf = (change: ChangeJson): Action => ACTIONS[change.actions.join(",")] ?? "no-op";
const before = (c: ChangeJson): Marked => ({ value: c.before, sensitive: c.before_sensitive });
const after = (c: ChangeJson): Marked => ({ value: c.after, unknown: c.after_unknown, sensitive: c.after_sensitive });

/** `dev-model-<name>` and `dev-serving-<name>` are a model's own stacks. */
export const modelOfStack = (stack: string): string | undefined => /^[a-z][a-z0-9]*-(?:model|serving)-(.+)$/.exec(stack)?.[1];

/** Azure's type without its version, where azapi names it. */
const azureType = (attributes: Json): string | undefined =>
  typeof attributes.type === "string" && attributes.type.includes("/") ? attributes.type.split("@")[0] : undefined;

function changeOf(stack: string, resource: ResourceChange, secrets: Secrets): Change {
  const { address, previous_address, deposed, type, provider_name, change } = resource;
  const was = objectOf(masked(before(change), secrets));
  const will = objectOf(masked(after(change), secrets));
  const action = actionOf(change);
  const tagged = objectOf(will.tags).model ?? objectOf(was.tags).model;
  const model = typeof tagged === "string" ? tagged : modelOfStack(stack);
  return {
    stack,
    address: deposed === undefined ? address : `${address} (deposed ${deposed})`,
    ...(previous_address !== undefined && previous_address !== address && { previousAddress: previous_address }),
    terraformType: type,
    type: (type.startsWith("azapi_") && (azureType(will) ?? azureType(was))) || type,
    provider: provider_name,
    action,
    ...(change.importing !== undefined && { importing: change.importing.id ?? "an id that is not known yet" }),
    ...(model !== undefined && { model }),
    before: was,
    after: will,
    differences: action === "delete" || action === "forget" ? [] : differencesOf(before(change), after(change), secrets),
    because: (change.replace_paths ?? []).map((path) => path.join(".")),
  };
}

const byAddress = (a: Change, b: Change) => (a.address < b.address ? -1 : 1);
const isTold = (c: Change) => c.action !== "no-op" || c.previousAddress !== undefined || c.importing !== undefined;

/** What a plan does, freed of what does not matter: reads, what stays, the order in which Terraform tells it. */
export function changesOf(stack: string, plan: PlanJson): StackChanges {
  const secrets = secretsOf(plan);
  const read = (resources: readonly ResourceChange[] | undefined) =>
    (resources ?? []).filter((r) => r.mode === "managed").map((r) => changeOf(stack, r, secrets));
  const outputs = Object.entries(plan.output_changes ?? {})
    .map(([name, change]) => ({
      name,
      action: actionOf(change),
      differences: differencesOf(before(change), after(change), secrets),
    }))
    .filter((o) => o.action !== "no-op");
  return {
    stack,
    changes: read(plan.resource_changes).filter(isTold).sort(byAddress),
    outputs: outputs.sort((a, b) => (a.name < b.name ? -1 : 1)),
    drift: read(plan.resource_drift)
      .filter((c) => c.action !== "no-op")
      .sort(byAddress),
    complete: plan.complete !== false,
  };
}

/** Whether an apply would do nothing. */
export const isEmpty = ({ changes, outputs }: StackChanges): boolean => changes.length === 0 && outputs.length === 0;
