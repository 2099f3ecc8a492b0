import { FederatedIdentityCredential } from "@cdktf/provider-azurerm/lib/federated-identity-credential";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { Construct } from "constructs";
import type { IPrincipal } from "./grant";

export interface IdentityProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
}

/** A Kubernetes service account that may act as an identity. */
export interface ServiceAccountSubject {
  /** The cluster's OIDC issuer. */
  readonly issuer: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** A managed identity of one role: it has no secret, and does what it is granted. */
export class Identity extends Construct implements IPrincipal {
  readonly key: string;
  readonly id: string;
  readonly principalId: string;
  readonly clientId: string;
  private readonly resourceGroup: string;

  constructor(scope: Construct, id: string, props: IdentityProps) {
    super(scope, id);
    const identity = new UserAssignedIdentity(this, "Resource", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup,
    });
    this.key = id;
    this.id = identity.id;
    this.principalId = identity.principalId;
    this.clientId = identity.clientId;
    this.resourceGroup = props.resourceGroup;
  }

  /** Lets pods of a service account act as this identity, by workload identity federation. */
  addServiceAccount(subject: ServiceAccountSubject): void {
    new FederatedIdentityCredential(this, `ServiceAccount-${subject.namespace}-${subject.serviceAccount}`, {
      name: `${subject.namespace}-${subject.serviceAccount}`,
      resourceGroupName: this.resourceGroup,
      parentId: this.id,
      issuer: subject.issuer,
      subject: `system:serviceaccount:${subject.namespace}:${subject.serviceAccount}`,
      audience: ["api://AzureADTokenExchange"],
    });
  }
}
