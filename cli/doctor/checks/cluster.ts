import { nameOf } from "../../../constructs/naming/name";
import { type Check, environmentOf } from "../check";
import { ok } from "../finding";
import { filledIn, scopeOf } from "../subscriptions";

const VERSION = "2025-01-01";

interface Cluster {
  readonly id: string;
  readonly name: string;
  readonly properties: { readonly powerState?: { readonly code: string } };
}

/** The cluster is awake: one with hours sleeps at night, and what plans Kubernetes objects asks it. */
export const cluster: Check = {
  name: "cluster",
  steps: ["plan", "deploy"],
  async look(about) {
    const environment = environmentOf(about);
    if (environment?.cluster.hours === undefined) return [];
    const id = filledIn(environment);
    const path = `${scopeOf(id)}/providers/Microsoft.ContainerService/managedClusters`;
    const own = nameOf("kubernetes-cluster", environment);
    const found = (await about.azure.list<Cluster>(id, path, VERSION)).find((c) => c.name === own);
    const expected = `${own} running, as stacks of its objects are planned with it`;
    if (found === undefined) return [ok(expected, "not made yet")];
    if (found.properties.powerState?.code !== "Stopped") return [ok(expected, "running")];
    const group = found.id.split("/")[4];
    const remedy = `az aks start --subscription ${id} --resource-group ${group} --name ${own}; or leave …-serving-… out`;
    return [{ status: "missing", expected, got: "it sleeps", remedy }];
  },
};
