import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { AzapiResourceList } from "../azapi/resource-list";
import { AzapiUpdateResource } from "../azapi/update-resource";

export interface ApprovalProps {
  /** Azure's type of a connection to the target, `…/privateEndpointConnections@2025-01-01`. */
  readonly type: `Microsoft.${string}/${string}/privateEndpointConnections@${string}`;
  /** ARM id of what the endpoint leads to. */
  readonly targetId: string;
  /** How the ARM id of the endpoint ends, which a service of Azure's has made in a subscription of its own. */
  readonly ending: string;
  /** Who asked, for who looks at the connection. */
  readonly askedBy: string;
  /** The endpoint. */
  readonly endpoint: ITerraformDependable;
}

/**
 * Says yes to an endpoint that a service has asked for. The target's owner has to, and here that is the same platform. Azure names the
 * connection on the target by itself, so it is found by the endpoint that it is of.
 * @returns what has happened once data can flow
 */
export function approve(scope: Construct, { type, targetId, ending, askedBy, endpoint }: ApprovalProps): ITerraformDependable {
  const asked = new AzapiResourceList(scope, "Asked", {
    type,
    parentId: targetId,
    exported: {
      connection: `value[?properties.privateEndpoint.id && ends_with(properties.privateEndpoint.id, '${ending}')].id | [0]`,
    },
    dependsOn: [endpoint],
  });
  return new AzapiUpdateResource(scope, "Approved", {
    type,
    resourceId: asked.output("connection"),
    // Two connections of one account that are approved at once collide: 409.
    locks: [targetId],
    body: { properties: { privateLinkServiceConnectionState: { status: "Approved", description: `Asked for by ${askedBy}.` } } },
  });
}
