import { DataAzurermSubscription } from "@cdktf/provider-azurerm/lib/data-azurerm-subscription";
import { DataAzurermUserAssignedIdentity } from "@cdktf/provider-azurerm/lib/data-azurerm-user-assigned-identity";
import { FederatedIdentityCredential } from "@cdktf/provider-azurerm/lib/federated-identity-credential";
import type { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { addBranchControl } from "./guard";
import { type ConnectionKind, connectionName } from "./names";
import type { Project } from "./project";
import { DevopsResource } from "./resource";

export interface PlaceConnectionsProps {
  readonly project: Project;
  /** The environment, or `shared`. */
  readonly place: string;
  readonly subscription: string;
  readonly tenant: string;
  /** Reads and writes in that subscription. */
  readonly provider: AzurermProvider;
  /** Where the bootstrap stack has put the identities. */
  readonly resourceGroup: string;
  readonly identities: Readonly<Record<ConnectionKind, string>>;
}

const PURPOSES: Readonly<Record<ConnectionKind, string>> = {
  "plan-reader": "reads, and changes nothing",
  deployer: "applies what was reviewed",
};

/**
 * The service connections of a place: pipelines act as the identities that bootstrap has made there, by workload identity federation.
 * Azure DevOps says who it will be, and the identity is told to believe that; no secret is made. The identities are looked up in Azure,
 * not in bootstrap's state, which in a private environment answers within its network only. The deployer's connection serves main alone,
 * whatever a pipeline on another branch says.
 */
export class PlaceConnections extends Construct {
  /** Ids. */
  readonly connections: Readonly<Record<ConnectionKind, string>>;
  /** By which Azure believes them: what uses a connection at once waits for its own. */
  readonly credentials: Readonly<Record<ConnectionKind, ITerraformDependable>>;

  constructor(scope: Construct, id: string, props: PlaceConnectionsProps) {
    super(scope, id);
    const { project, place, provider, resourceGroup } = props;
    const subscription = new DataAzurermSubscription(this, "Subscription", { subscriptionId: props.subscription, provider });
    const connect = (kind: ConnectionKind) => {
      const step = kind === "deployer" ? "Deployer" : "PlanReader";
      const identity = new DataAzurermUserAssignedIdentity(this, `${step}Identity`, {
        name: props.identities[kind],
        resourceGroupName: resourceGroup,
        provider,
      });
      const connection = new DevopsResource(this, step, "azuredevops_serviceendpoint_azurerm", {
        project_id: project.id,
        service_endpoint_name: connectionName(place, kind),
        description: `In ${place}: ${PURPOSES[kind]}.`,
        service_endpoint_authentication_scheme: "WorkloadIdentityFederation",
        credentials: [{ serviceprincipalid: identity.clientId }],
        azurerm_spn_tenantid: props.tenant,
        azurerm_subscription_id: props.subscription,
        azurerm_subscription_name: subscription.displayName,
      });
      const credential = new FederatedIdentityCredential(this, `${step}Credential`, {
        name: "azure-devops",
        resourceGroupName: resourceGroup,
        parentId: identity.id,
        issuer: connection.get("workload_identity_federation_issuer"),
        subject: connection.get("workload_identity_federation_subject"),
        audience: ["api://AzureADTokenExchange"],
        provider,
      });
      return { connection: connection.id, credential };
    };
    const made = { "plan-reader": connect("plan-reader"), deployer: connect("deployer") };
    this.connections = { "plan-reader": made["plan-reader"].connection, deployer: made.deployer.connection };
    this.credentials = { "plan-reader": made["plan-reader"].credential, deployer: made.deployer.credential };
    addBranchControl(this, "DeployerBranches", {
      project_id: project.id,
      target_resource_id: this.connections.deployer,
      target_resource_type: "endpoint",
    });
  }
}
