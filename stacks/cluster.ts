import type { App } from "cdktf";
import { Cluster } from "../constructs/kubernetes/cluster";
import { ContainerInsights } from "../constructs/kubernetes/container-insights";
import { GatewayApi } from "../constructs/kubernetes/gateway-api";
import { Grafana } from "../constructs/kubernetes/grafana";
import { IN_WORKING_HOURS, SUNDAY_NIGHT } from "../constructs/kubernetes/maintenance";
import { Prometheus } from "../constructs/kubernetes/prometheus";
import { RunningHours } from "../constructs/kubernetes/running-hours";
import { hostOf } from "../constructs/network/address-range";
import { PrivateEndpoints } from "../constructs/network/private-endpoints";
import type { Environment } from "../environments/schema";
import type { BootstrapContract, ClusterContract, DataContract, FoundationContract, SharedContract } from "./contracts";
import { persona } from "./personas";
import { PlatformStack } from "./platform-stack";

/** Kubernetes keeps the first address of services for itself; the tenth is its name server's by custom. */
const NAME_SERVER = 10;

export interface ClusterStackProps {
  readonly shared: SharedContract;
  readonly bootstrap: BootstrapContract;
  readonly foundation: FoundationContract;
  readonly data: DataContract;
}

/** Where models answer requests: AKS, what it logs and measures, and in a small environment when it runs. */
export class ClusterStack extends PlatformStack {
  readonly contract: ClusterContract;

  constructor(app: App, env: Environment, { shared, bootstrap, foundation, data }: ClusterStackProps) {
    super(app, env, "cluster");
    this.addAzapi();
    const { tier, nodeSize, minNodes, maxNodes, hours } = env.cluster;
    const { pods, services } = env.network.addresses;
    const place = { location: env.region, resourceGroup: foundation.groups.cluster.name };

    const people = { platformTeam: persona(env, "platform"), readers: persona(env, "readers") };

    const cluster = new Cluster(this, "Cluster", {
      ...place,
      names: {
        cluster: this.nameOf("kubernetes-cluster"),
        dnsPrefix: this.nameOf("kubernetes-dns-prefix"),
        identity: this.nameOf("user-assigned-identity", "cluster"),
      },
      tenantId: env.tenant,
      tier,
      nodeSize,
      minNodes,
      maxNodes,
      zoneRedundant: env.zoneRedundant,
      network: foundation.network,
      ranges: { pods, services, dnsService: hostOf(services, NAME_SERVER) },
      maintenance: hours ? IN_WORKING_HOURS : SUNDAY_NIGHT,
      people,
      registryId: shared.registryId,
      logs: foundation.logsId,
    });
    const collected = { ...place, clusterId: cluster.id, endpointId: foundation.dataCollection.endpointId };
    new ContainerInsights(this, "ContainerInsights", {
      ...collected,
      name: this.nameOf("data-collection-rule", "containers"),
      logs: foundation.logsId,
      privateNetwork: env.network.mode === "private",
    });
    if (env.cluster.gateway) new GatewayApi(this, "GatewayApi", { clusterId: cluster.id });
    const metrics = new Prometheus(this, "Prometheus", {
      ...collected,
      publicNetwork: env.network.mode === "public",
      names: { workspace: this.nameOf("monitor-workspace"), rule: this.nameOf("data-collection-rule", "prometheus") },
      protect: env.protectData,
    });
    const reached = new PrivateEndpoints(this, "PrivateEndpoints", {
      ...place,
      network: foundation.network,
      nameOf: (purpose) => this.nameOf("private-endpoint", purpose),
    });
    reached.add(metrics, "metrics");
    if (env.cluster.grafana) {
      const grafana = new Grafana(this, "Grafana", {
        ...place,
        name: this.nameOf("grafana"),
        zoneRedundant: env.zoneRedundant,
        ...(foundation.monitorScopeId !== undefined && { monitorScopeId: foundation.monitorScopeId }),
        metrics,
        logs: foundation.logsId,
        people,
        deployer: bootstrap.deployer,
      });
      reached.add(grafana, "grafana");
    }
    if (hours)
      new RunningHours(this, "RunningHours", {
        ...hours,
        cluster,
        factoryId: data.factoryId,
        factory: { key: "Factory", principalId: data.factoryPrincipalId },
        ownRoleIds: bootstrap.ownRoleIds,
      });

    this.contract = { id: cluster.id, name: cluster.name, resourceGroup: place.resourceGroup, oidcIssuerUrl: cluster.oidcIssuerUrl };
  }
}
