import { TerraformDataSource } from "cdktf";
import type { Construct } from "constructs";
import { AZAPI_VERSION } from "./provider";

export interface AzapiKnownResourceProps {
  /** `Microsoft.X/y@2025-06-01`. */
  readonly type: `Microsoft.${string}/${string}@${string}`;
  /** ARM id of a resource that another stack has made. */
  readonly resourceId: string;
  /** What to keep of what Azure says about it: a JMESPath by the name under which `output` gives it. */
  readonly exported: Readonly<Record<string, string>>;
}

/** A resource of another stack, for what Azure alone knows of it and no contract says; read at plan. */
export class AzapiKnownResource extends TerraformDataSource {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: AzapiKnownResourceProps,
  ) {
    super(scope, id, {
      terraformResourceType: "azapi_resource",
      terraformGeneratorMetadata: { providerName: "azapi", providerVersion: AZAPI_VERSION },
    });
  }

  output(name: string): string {
    return this.getStringAttribute(`output.${name}`);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { type, resourceId, exported } = this.props;
    return { type, resource_id: resourceId, response_export_values: { ...exported } };
  }
}
