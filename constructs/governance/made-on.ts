import { DefaultTokenResolver, StringConcat, TerraformResource, TerraformStack, Tokenization } from "cdktf";
import type { Construct, IConstruct } from "constructs";

/** Arguments by which a resource says on what it is made, as the bindings call them. */
const ON = [
  "scopeInput",
  "parentIdInput",
  "targetResourceIdInput",
  "storageAccountIdInput",
  "storageContainerResourceManagerIdInput",
  "workspaceIdInput",
  "linkedResourceIdInput",
] as const;

interface MadeOnSomething {
  readonly privateServiceConnectionInput?: { readonly privateConnectionResourceId?: string };
}

const resolver = new DefaultTokenResolver(new StringConcat());

/** Terraform's address of the resource of the stack that an id is of; undefined for an id from elsewhere. */
function addressIn(id: unknown, scope: Construct): string | undefined {
  const text: unknown = Tokenization.resolve(id, { scope, resolver, preparing: false });
  return typeof text === "string" ? /\$\{((?:azurerm|azapi)_\w+\.[\w-]+)\./.exec(text)?.[1] : undefined;
}

function standsOn(resource: TerraformResource): readonly string[] {
  const given = ON.map((key) => (resource as unknown as Readonly<Record<string, unknown>>)[key]);
  const endpoint = (resource as MadeOnSomething).privateServiceConnectionInput?.privateConnectionResourceId;
  return [...given, endpoint].filter((id) => typeof id === "string").flatMap((id) => addressIn(id, resource) ?? []);
}

/**
 * What a resource's stack makes on the thing of an id, or on something that is made on it: settings, roles, containers, roles on these.
 * @param except a resource of the stack: the one that asks; others of its type are not counted either
 * @returns Terraform's addresses
 */
export function madeOn(except: TerraformResource, id: string): readonly string[] {
  const stack = TerraformStack.of(except);
  const root = addressIn(id, except);
  if (root === undefined) return [];
  const resources = stack.node
    .findAll()
    .filter((node: IConstruct): node is TerraformResource => TerraformResource.isTerraformResource(node));
  const addressOf = (r: TerraformResource) => `${r.terraformResourceType}.${r.friendlyUniqueId}`;
  const known = new Map(resources.filter((r) => r.terraformResourceType !== except.terraformResourceType).map((r) => [r, standsOn(r)]));
  const found = new Set([root]);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const [resource, on] of known) if (on.some((address) => found.has(address))) found.add(addressOf(resource));
  }
  found.delete(root);
  return [...found].sort();
}
