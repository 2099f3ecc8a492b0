import type { App } from "cdktf";
import { connectToCluster } from "../constructs/kubernetes/connect";
import { Gateway } from "../constructs/kubernetes/gateway";
import type { GatewayRef } from "../constructs/kubernetes/gateway-ref";
import { grantAccess } from "../constructs/roles/grant-access";
import { Identity } from "../constructs/roles/identity";
import type { Environment } from "../environments/schema";
import type { ClusterContract, FoundationContract } from "./contracts";
import { PlatformStack } from "./platform-stack";

const ACCOUNT = { namespace: "gateway", serviceAccount: "gateway" } as const;

/** Where callers outside of the cluster come in. A stack of its own, since its provider is configured from a cluster that must exist by then. */
export class GatewayStack extends PlatformStack {
  readonly ref: GatewayRef;

  constructor(
    app: App,
    env: Environment,
    at: NonNullable<Environment["cluster"]["gateway"]>,
    { foundation, cluster }: { readonly foundation: FoundationContract; readonly cluster: ClusterContract },
  ) {
    super(app, env, "gateway");
    connectToCluster(this, cluster);
    const identity = new Identity(this, "Identity", {
      name: this.nameOf("user-assigned-identity", "gateway"),
      location: env.region,
      resourceGroup: foundation.groups.cluster.name,
    });
    identity.addServiceAccount({ issuer: cluster.oidcIssuerUrl, ...ACCOUNT });
    grantAccess(this, "gateway", {
      who: { gateway: identity },
      on: { "environment's vault": { key: "Vault", id: foundation.vaultId } },
    });
    this.ref = new Gateway(this, "Gateway", {
      ...ACCOUNT,
      owner: env.owner.contact,
      identityClientId: identity.clientId,
      domain: at.domain,
      certificateUri: `${foundation.vaultUri}certificates/${at.certificate}`,
      publicNetwork: env.network.mode === "public",
    }).ref;
  }
}
