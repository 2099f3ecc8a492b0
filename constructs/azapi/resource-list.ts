import { TerraformDataSource, type TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";
import { AZAPI_VERSION } from "./provider";

export interface AzapiResourceListProps extends Pick<TerraformMetaArguments, "dependsOn"> {
  /** `Microsoft.X/y@2025-06-01`. */
  readonly type: `Microsoft.${string}/${string}@${string}`;
  /** ARM id of what the listed resources belong to. */
  readonly parentId: string;
  /** What to keep of the answer: a JMESPath by the name under which `output` gives it. */
  readonly exported: Readonly<Record<string, string>>;
}

/** Resources that Azure lists below a parent, read at plan, or at apply if what it depends on has yet to be made. */
export class AzapiResourceList extends TerraformDataSource {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: AzapiResourceListProps,
  ) {
    super(scope, id, {
      terraformResourceType: "azapi_resource_list",
      terraformGeneratorMetadata: { providerName: "azapi", providerVersion: AZAPI_VERSION },
      ...(props.dependsOn && { dependsOn: props.dependsOn }),
    });
  }

  output(name: string): string {
    return this.getStringAttribute(`output.${name}`);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { type, parentId, exported } = this.props;
    return { type, parent_id: parentId, response_export_values: { ...exported } };
  }
}
