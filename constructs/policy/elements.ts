import { DefaultTokenResolver, StringConcat, TerraformOutput, TerraformResource, type TerraformStack, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import type { Element, Json } from "./rule";

const resolver = new DefaultTokenResolver(new StringConcat());

type Fragment = Readonly<Record<"resource" | "output", Readonly<Record<string, Readonly<Record<string, Json>> & Json>>>>;

/** A construct as Terraform will read it; undefined where it is neither a resource nor an output. */
export function elementOf(construct: IConstruct, scope: TerraformStack): Element | undefined {
  const isOutput = TerraformOutput.isTerraformOutput(construct);
  if (!isOutput && !TerraformResource.isTerraformResource(construct)) return undefined;
  const fragment = Tokenization.resolve(construct.toTerraform(), { scope, resolver, preparing: false }) as Fragment;
  const path = construct.node.path;
  if (isOutput) {
    const [name = "", attributes = {}] = Object.entries(fragment.output)[0] ?? [];
    return { kind: "output", path, address: `output.${name}`, type: "output", terraformType: "output", attributes, taggable: false };
  }
  const [terraformType = "", named = {}] = Object.entries(fragment.resource)[0] ?? [];
  const [name = "", attributes = {}] = Object.entries(named as Readonly<Record<string, Json>>)[0] ?? [];
  const type =
    terraformType.startsWith("azapi_") && typeof attributes.type === "string"
      ? attributes.type.split("@")[0]!.toLowerCase()
      : terraformType;
  return {
    kind: "resource",
    path,
    address: `${terraformType}.${name}`,
    type,
    terraformType,
    attributes,
    taggable: "tagsInput" in construct,
  };
}
