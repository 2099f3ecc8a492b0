import type { Manifest } from "../support/kubernetes-manifests";
import { manifestsOf, schemaProblems } from "../support/kubernetes-schema";
import { models, places, synthPlatform } from "../support/platform";

const HOURS = { from: "08:30", until: "17:00", timeZone: "America/New_York" };
const [always] = models
  .filter((m) => m.name === "market-volatility")
  .map((m) => ({ ...m, serving: { ...m.serving, host: "aks" as const, hosts: {} } }));
const withinHours = { ...always!, name: "within-hours", serving: { ...always!.serving, hours: HOURS } };
const environments = places().environments.map((e) => ({ ...e, models: ["market-volatility", "within-hours"] }));
const served = manifestsOf(synthPlatform({ models: [always!, withinHours], environments }).resources);
const first = (kind: string) => served.find((m) => m.kind === kind)!;

test("every object of a cluster is what the published schemas of Kubernetes, Gateway API, KEDA and Prometheus say", () => {
  expect([...new Set(served.map((m) => m.kind))].sort()).toEqual([
    "ConfigMap",
    "Deployment",
    "Gateway",
    "HTTPRoute",
    "HorizontalPodAutoscaler",
    "Namespace",
    "NetworkPolicy",
    "PodDisruptionBudget",
    "PodMonitor",
    "ScaledObject",
    "Service",
    "ServiceAccount",
  ]);
  expect(served.flatMap(schemaProblems)).toEqual([]);
});

test("a typed resource stands for the manifest that one would write by hand", () => {
  expect(first("HorizontalPodAutoscaler")).toMatchObject({
    apiVersion: "autoscaling/v2",
    spec: {
      metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } } }],
      behavior: { scaleDown: { policies: [{ type: "Percent", value: 50, periodSeconds: 60 }], selectPolicy: "Max" } },
    },
  });
  expect(first("Deployment")).toMatchObject({
    spec: {
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: { spec: { securityContext: { runAsUser: 65532 }, containers: [{ ports: [{ containerPort: 8080 }] }] } },
    },
  });
});

/** The manifest with the value at a path replaced, or taken away. */
function changed(manifest: Manifest, path: string, value?: unknown): Manifest {
  const copy = structuredClone(manifest);
  const names = path.split("/");
  const last = names.pop()!;
  // biome-ignore lint/suspicious/noExplicitAny: a path into a document
  const parent = names.reduce<any>((at, name) => at[name], copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

const CONTAINER = "spec/template/spec/containers/0";
test.each([
  ["Deployment", `${CONTAINER}/livenessProbe/httpGet/port`, undefined, "must have required property port"],
  ["Deployment", `${CONTAINER}/livenessProbe/periodSeconds`, "10", "periodSeconds must be integer"],
  ["Deployment", `${CONTAINER}/readynessProbe`, {}, `/${CONTAINER}/readynessProbe is no field of it`],
  ["Deployment", "spec/template/spec/terminationGracePeriod", 30, "/spec/template/spec/terminationGracePeriod is no field of it"],
  ["HorizontalPodAutoscaler", "spec/maxReplicas", undefined, "must have required property maxReplicas"],
  ["NetworkPolicy", "spec/podSelektor", {}, "/spec/podSelektor is no field of it"],
  ["Service", "replicas", 2, "/replicas is no field of it"],
  ["Gateway", "spec/listeners/0/protocol", "?", "must match pattern"],
  ["HTTPRoute", "spec/rules/0/timeouts/request", "soon", "must match pattern"],
  ["HTTPRoute", "spec/rules/0/timeOuts", {}, "/spec/rules/0/timeOuts is no field of it"],
  ["ScaledObject", "spec/triggers/0/metadata", undefined, "must have required property metadata"],
  ["PodMonitor", "spec/podMetricsEndpoints/0/every", "30s", "/spec/podMetricsEndpoints/0/every is no field of it"],
])("finds a wrong field: %s %s", (kind, path, value, message) => {
  expect(schemaProblems(changed(first(kind), path, value)).join("; ")).toContain(message);
});

test("knows no object of another kind or version", () => {
  expect(schemaProblems({ ...first("Deployment"), apiVersion: "apps/v1beta1" })).toEqual([
    "apps/v1beta1 Deployment: no published schema is known",
  ]);
});
