import { DataAzurermKubernetesCluster } from "@cdktf/provider-azurerm/lib/data-azurerm-kubernetes-cluster";
import { HelmProvider } from "@cdktf/provider-helm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { Fn } from "cdktf";
import type { Construct } from "constructs";

/** The Entra application of every AKS API server. */
const AKS_SERVER_ID = "6dae42f8-4368-4678-94ff-3960e28e3630";

/**
 * Configures the providers of a stack for objects in a cluster that another stack owns. The address is read from Azure, the token comes
 * from kubelogin as whoever runs Terraform: no credential of the cluster is kept anywhere.
 */
export function connectToCluster(scope: Construct, cluster: { readonly name: string; readonly resourceGroup: string }): void {
  const data = new DataAzurermKubernetesCluster(scope, "Cluster", { name: cluster.name, resourceGroupName: cluster.resourceGroup });
  const access = data.kubeConfig.get(0);
  const api = { host: access.host, clusterCaCertificate: Fn.base64decode(access.clusterCaCertificate) };
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    command: "kubelogin",
    args: ["get-token", "--login", "azurecli", "--server-id", AKS_SERVER_ID],
  };
  new KubernetesProvider(scope, "Kubernetes", { ...api, exec: [exec] });
  new HelmProvider(scope, "Helm", { kubernetes: { ...api, exec } });
}
