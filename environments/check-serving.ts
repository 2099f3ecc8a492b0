import { HUB } from "../constructs/events/hub";
import type { Problem } from "../model-code/core/problem";
import { hostIn } from "../model-code/core/spec/host-in";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import type { Environment } from "./schema";

/**
 * Namespaces of a cluster that are taken: Kubernetes' own, those of AKS and its add-ons, and the platform's gateway. A model on AKS has
 * the namespace of its name.
 */
const TAKEN =
  /^(default|gateway|gatekeeper-system|app-routing-system|calico-system|tigera-operator|flux-system|dapr-system|kube-.*|aks-.*|azure-.*)$/;

/** What a model asks of its hosts that the environments do not have, or that a host does not do. */
export function servingProblems(model: ModelSpec, environments: readonly Environment[]): readonly Problem[] {
  const { name, serving } = model;
  const file = `${name}/model.yaml`;
  const names = environments.map((e) => e.name);
  const there = environments.filter((e) => e.models.includes(name));
  const hosts = there.length > 0 ? there.map((e) => hostIn(model, e.name)) : [serving.host, ...Object.values(serving.hosts)];
  const problems: Problem[] = Object.keys(serving.hosts)
    .filter((environment) => !names.includes(environment))
    .map((environment) => ({
      where: `${file} serving/hosts/${environment}`,
      expected: `one of ${names.join(", ")}`,
      got: `"${environment}"`,
      remedy: "Name an environment.",
    }));
  if (serving.hours !== undefined && !hosts.includes("aks"))
    problems.push({
      where: `${file} serving/hours`,
      expected: "none: Functions answers always, and costs nothing while nobody asks",
      got: `${serving.hours.from} to ${serving.hours.until}`,
      remedy: "Remove it, or serve the model on AKS.",
    });
  if (serving.stream === true && name === HUB)
    problems.push({
      where: `${file} name`,
      expected: "a name that no hub of the environment has already",
      got: `"${name}"`,
      remedy: "Rename the model and its folder, or leave serving.stream out.",
    });
  if (serving.stream === true && hosts.includes("aks"))
    problems.push({
      where: `${file} serving/stream`,
      expected: "false where AKS answers: only Functions is called for events",
      got: "true",
      remedy: "Serve the model on Functions in each environment that has it, or send its rows to /predict/batch.",
    });
  if (hosts.includes("aks") && TAKEN.test(name))
    problems.push({
      where: `${file} name`,
      expected: "a name that no namespace of a cluster has already",
      got: `"${name}"`,
      remedy: "Rename the model and its folder, or serve it on Functions.",
    });
  return problems;
}
