import { TerraformOutput, TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { Element, Json } from "./rule";

/** An element and the construct that it is of; the stack itself where an override of the stack wrote it. */
export interface Found {
  readonly node: IConstruct;
  readonly element: Element;
}

/** What a stack's JSON says of a kind: by type and name, or by name. */
type Named = Readonly<Record<string, Json>>;
interface Written {
  readonly resource?: Readonly<Record<string, Named>>;
  readonly output?: Named;
}

/** Azure's type without the version where azapi names one, in the letters that it is written in. */
const typeOf = (terraformType: string, attributes: Json): string =>
  terraformType.startsWith("azapi_") && typeof attributes.type === "string" ? attributes.type.split("@")[0]! : terraformType;

const nameOf = (construct: TerraformResource | TerraformOutput): string => construct.friendlyUniqueId;

/**
 * All resources and outputs of a stack, as its file will say them: whatever overrides a resource, or the stack as a whole, counts; what
 * an override removes does not.
 */
export function elementsOf(stack: TerraformStack): readonly Found[] {
  const written = stack.toTerraform() as Written;
  const nodes = new Map<string, IConstruct>();
  for (const node of stack.node.findAll()) {
    if (TerraformStack.of(node) !== stack) continue;
    if (TerraformOutput.isTerraformOutput(node)) nodes.set(`output.${nameOf(node)}`, node);
    else if (TerraformResource.isTerraformResource(node)) nodes.set(`${node.terraformResourceType}.${nameOf(node)}`, node);
  }
  const place = (address: string) => {
    const node = nodes.get(address);
    return node === undefined ? { node: stack, path: `${stack.node.path}/${address}` } : { node, path: node.node.path };
  };
  const resources = Object.entries(written.resource ?? {}).flatMap(([terraformType, named]) =>
    Object.entries(named).map(([name, attributes]): Found => {
      const address = `${terraformType}.${name}`;
      const { node, path } = place(address);
      const taggable = "tagsInput" in node || "tags" in attributes;
      return {
        node,
        element: { kind: "resource", path, address, type: typeOf(terraformType, attributes), terraformType, attributes, taggable },
      };
    }),
  );
  const outputs = Object.entries(written.output ?? {}).map(([name, attributes]): Found => {
    const address = `output.${name}`;
    const { node, path } = place(address);
    return { node, element: { kind: "output", path, address, type: "output", terraformType: "output", attributes, taggable: false } };
  });
  const order = new Map([...nodes.keys()].map((address, i) => [address, i]));
  const at = ({ element }: Found) => order.get(element.address) ?? order.size;
  return [...resources, ...outputs].sort((a, b) => at(a) - at(b));
}
