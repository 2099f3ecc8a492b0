import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { AzapiResourceAction } from "../azapi/resource-action";
import { AzapiResourceList } from "../azapi/resource-list";
import { RESOURCE_IS_BUSY } from "../azapi/retry";
import { AzapiUpdateResource } from "../azapi/update-resource";

type ConnectionType = `Microsoft.${string}/${string}/privateEndpointConnections@${string}`;

export interface ApprovalProps {
  /** Azure's type of a connection to the target, `…/privateEndpointConnections@2025-01-01`. */
  readonly type: ConnectionType;
  /**
   * Whether Azure publishes that type. azapi then sees it when somebody takes the approval back; else it knows the owner's type only,
   * and calls what is below.
   * @default true
   */
  readonly published?: boolean;
  /** ARM id of what the endpoint leads to. */
  readonly targetId: string;
  /** How the ARM id of the endpoint ends, which a service of Azure's has made in a subscription of its own. */
  readonly ending: string;
  /** Who asked, for who looks at the connection. */
  readonly askedBy: string;
  /** The endpoint. */
  readonly endpoint: ITerraformDependable;
}

const ownersType = (type: ConnectionType) => type.replace("/privateEndpointConnections@", "@") as `Microsoft.${string}/${string}@${string}`;

/**
 * Says yes to an endpoint that a service has asked for. The target's owner has to, and here that is the same platform. Azure names the
 * connection on the target by itself, so it is found by the endpoint that it is of.
 * @returns what has happened once data can flow
 */
export function approve(scope: Construct, { type, published, targetId, ending, askedBy, endpoint }: ApprovalProps): ITerraformDependable {
  const found = `value[?properties.privateEndpoint.id && ends_with(properties.privateEndpoint.id, '${ending}')]`;
  const list = (exported: Readonly<Record<string, string>>) =>
    new AzapiResourceList(scope, "Asked", { type, parentId: targetId, exported, dependsOn: [endpoint] });
  const said = {
    // Two connections of one account that are approved at once collide, and so does one with any other change of the account: 409.
    locks: [targetId],
    retry: RESOURCE_IS_BUSY,
    body: { properties: { privateLinkServiceConnectionState: { status: "Approved", description: `Asked for by ${askedBy}.` } } },
  };
  if (published ?? true)
    return new AzapiUpdateResource(scope, "Approved", {
      ...said,
      type,
      resourceId: list({ connection: `${found}.id | [0]` }).output("connection"),
    });
  return new AzapiResourceAction(scope, "Approved", {
    ...said,
    type: ownersType(type),
    resourceId: targetId,
    action: `privateEndpointConnections/${list({ name: `${found}.name | [0]` }).output("name")}`,
    method: "PUT",
  });
}
