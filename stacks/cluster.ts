import type { App } from "cdktf";
import { Cluster } from "../constructs/kubernetes/cluster";
import type { Environment } from "../environments/schema";
import type { ClusterContract, FoundationContract, SharedContract } from "./contracts";
import { PlatformStack } from "./platform-stack";

/** Where models answer requests. */
export class ClusterStack extends PlatformStack {
  readonly contract: ClusterContract;

  constructor(app: App, env: Environment, shared: SharedContract, foundation: FoundationContract) {
    super(app, env, "cluster");
    const { tier, nodeSize, minNodes, maxNodes } = env.cluster;
    const resourceGroup = foundation.groups.cluster.name;
    const cluster = new Cluster(this, "Cluster", {
      names: {
        cluster: this.nameOf("kubernetes-cluster"),
        dnsPrefix: this.nameOf("kubernetes-dns-prefix"),
        identity: this.nameOf("user-assigned-identity", "cluster"),
      },
      location: env.region,
      resourceGroup,
      tenantId: env.tenant,
      tier,
      nodeSize,
      minNodes,
      maxNodes,
      administrators: env.groups.platform,
      registryId: shared.registryId,
      logs: foundation.logsId,
    });
    this.contract = { id: cluster.id, name: cluster.name, resourceGroup, oidcIssuerUrl: cluster.oidcIssuerUrl };
  }
}
