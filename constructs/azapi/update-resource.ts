import { type TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { AZAPI_VERSION } from "./provider";
import type { AzapiRetry } from "./retry";
import { templateBody } from "./template";

export interface AzapiUpdateResourceProps extends Pick<TerraformMetaArguments, "dependsOn"> {
  /** `Microsoft.X/y@2025-06-01`. */
  readonly type: `Microsoft.${string}/${string}@${string}`;
  /** ARM id of a resource that somebody else made. */
  readonly resourceId: string;
  /** What should hold of it; the rest stays as it is. */
  readonly body: object;
  /** ARM ids of what nothing else of Terraform may change at the same time. */
  readonly locks?: readonly string[];
  /** Errors after which it is asked again. */
  readonly retry?: AzapiRetry;
}

/** Changes a resource that Azure makes by itself. Destroying this changes nothing. */
export class AzapiUpdateResource extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: AzapiUpdateResourceProps,
  ) {
    super(scope, id, {
      terraformResourceType: "azapi_update_resource",
      terraformGeneratorMetadata: { providerName: "azapi", providerVersion: AZAPI_VERSION },
      ...(props.dependsOn && { dependsOn: props.dependsOn }),
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return {
      type: this.props.type,
      resource_id: this.props.resourceId,
      body: templateBody(this.props.body),
      ...(this.props.locks && { locks: this.props.locks }),
      ...(this.props.retry && { retry: this.props.retry }),
    };
  }
}
