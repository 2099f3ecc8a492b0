import { type TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { AZAPI_VERSION } from "./provider";
import type { AzapiRetry } from "./retry";
import { templateBody } from "./template";

export interface AzapiResourceActionProps extends Pick<TerraformMetaArguments, "dependsOn"> {
  /** `Microsoft.X/y@2025-06-01`. */
  readonly type: `Microsoft.${string}/${string}@${string}`;
  /** ARM id of a resource of that type. */
  readonly resourceId: string;
  /** What is called, as a path below the resource. */
  readonly action: string;
  readonly method: "POST" | "PUT" | "PATCH";
  readonly body: object;
  /**
   * Whether it is called when it is made, or when it is taken away.
   * @default "apply"
   */
  readonly when?: "apply" | "destroy";
  /** ARM ids of what nothing else of Terraform may change at the same time. */
  readonly locks?: readonly string[];
  /** Errors after which it is asked again. */
  readonly retry?: AzapiRetry;
}

/** One call of Azure's API, made once and again when it reads otherwise. What became of it Terraform does not look at. */
export class AzapiResourceAction extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: AzapiResourceActionProps,
  ) {
    super(scope, id, {
      terraformResourceType: "azapi_resource_action",
      terraformGeneratorMetadata: { providerName: "azapi", providerVersion: AZAPI_VERSION },
      ...(props.dependsOn && { dependsOn: props.dependsOn }),
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { type, resourceId, action, method, body, when, locks, retry } = this.props;
    const said = { type, resource_id: resourceId, action, method, body: templateBody(body) };
    return { ...said, ...(when && { when }), ...(locks && { locks }), ...(retry && { retry }) };
  }
}
