import { HelmProvider } from "@cdktf/provider-helm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { Scorer, type ScorerProps } from "../../../../constructs/kubernetes/scorer";
import { models, synthIn } from "../../../support/platform";
import type { Synthesized } from "../../../support/synth";

const props: ScorerProps = {
  model: "fx",
  owner: "risk@example.com",
  namespace: "fx",
  serviceAccount: "scorer",
  identityClientId: "client",
  image: "cr.azurecr.io/server:abc",
  replicas: { min: 2, max: 6 },
  settings: { STORE_URL: "https://lake.blob.core.windows.net" },
  gateway: { name: "models", namespace: "gateway", listener: "https", domain: "models.example.com" },
};
const HOURS = { from: "08:30", until: "17:00", timeZone: "America/New_York" };
const scorer = (changes: Partial<ScorerProps> = {}, { gateway = true } = {}) =>
  synthIn((stack) => {
    new KubernetesProvider(stack, "Kubernetes", {});
    new HelmProvider(stack, "Helm", {});
    const { gateway: way, ...closed } = props;
    new Scorer(stack, "Scorer", { ...closed, ...(gateway && { gateway: way! }), ...changes });
  });
const made = scorer();

// biome-ignore lint/suspicious/noExplicitAny: paths into documents that the assertions check
type Loose = any;
const deployment = made.only("kubernetes_deployment_v1") as Loose;
const pod = deployment.spec.template;
const [container] = pod.spec.container;
/** What the chart's values list, by kind. */
const objects = (from: Synthesized): Loose =>
  Object.fromEntries(JSON.parse((from.only("helm_release") as Loose).values[0]).objects.map((o: Loose) => [o.kind, o]));

test("the namespace admits only restricted pods and says whose it is", () => {
  expect(made.only("kubernetes_namespace_v1")).toMatchObject({
    metadata: { labels: { "pod-security.kubernetes.io/enforce": "restricted" }, annotations: { "mlops/owner": "risk@example.com" } },
  });
});

test("the pod is what `restricted` asks for, and can write only to bounded folders", () => {
  expect(pod.spec.security_context).toMatchObject({
    run_as_non_root: true,
    run_as_user: "65532",
    seccomp_profile: { type: "RuntimeDefault" },
  });
  expect(container.security_context).toEqual({
    allow_privilege_escalation: false,
    read_only_root_filesystem: true,
    run_as_non_root: true,
    capabilities: { drop: ["ALL"] },
  });
  expect(pod.spec.volume.every((v: Loose) => v.empty_dir?.size_limit)).toBe(true);
  expect(container.volume_mount.map((m: Loose) => m.mount_path)).toEqual(["/tmp", "/packages", "/spool"]);
  expect(Object.keys(container.resources.limits).sort()).toEqual(["cpu", "ephemeral-storage", "memory"]);
  // the folders may be full, all of them, and the container's log has room beside
  const mebibytes = (size: string): number => Number.parseInt(size, 10) * (size.endsWith("Gi") ? 1024 : 1);
  const full = pod.spec.volume.reduce((sum: number, v: Loose) => sum + mebibytes(v.empty_dir.size_limit), 0);
  expect(full).toBe(64 + 1024 + 1024);
  expect(mebibytes(container.resources.limits["ephemeral-storage"])).toBeGreaterThanOrEqual(full + 256);
});

test("the scorer keeps packages and predictions in the folders that it may write", () => {
  const { data } = made.only("kubernetes_config_map_v1") as Loose;
  const writable = container.volume_mount.map((m: Loose) => m.mount_path);
  expect(writable).toEqual(expect.arrayContaining([data.CACHE_DIRECTORY, data.SPOOL_DIRECTORY]));
  expect(data).toMatchObject({ PORT: String(container.port[0].container_port), STORE_URL: "https://lake.blob.core.windows.net" });
  expect(container.env_from[0].config_map_ref.name).toContain(made.all("kubernetes_config_map_v1")[0]!.address);
});

test("requests are refused before the volume of predictions is full: one that has more than its limit is removed with its pod", () => {
  const { data } = made.only("kubernetes_config_map_v1") as Loose;
  const { name } = container.volume_mount.find((m: Loose) => m.mount_path === data.SPOOL_DIRECTORY);
  const { size_limit } = pod.spec.volume.find((v: Loose) => v.name === name).empty_dir;
  expect(size_limit).toMatch(/^\d+Gi$/);
  const share = Number(data.SPOOL_BYTES) / (Number.parseInt(size_limit, 10) * 2 ** 30);
  expect(share).toBeGreaterThan(0.5);
  expect(share).toBeLessThanOrEqual(0.85);
});

test("other settings are other pods", () => {
  const config = made.all("kubernetes_config_map_v1")[0]!.address;
  expect(pod.metadata.annotations["mlops/settings"]).toBe("$" + `{sha256(jsonencode(${config}.data))}`);
});

test("the pod acts as the model's identity and holds no token of the cluster", () => {
  expect(pod.metadata.labels["azure.workload.identity/use"]).toBe("true");
  expect(pod.spec).toMatchObject({ automount_service_account_token: false, enable_service_links: false });
  expect(made.only("kubernetes_service_account_v1")).toMatchObject({
    metadata: { annotations: { "azure.workload.identity/client-id": "client" } },
    automount_service_account_token: false,
  });
});

test("it is asked by the inference protocol's own routes whether it lives and is ready", () => {
  expect(container.liveness_probe.http_get).toMatchObject({ path: "/v2/health/live", port: "8080" });
  expect(container.readiness_probe.http_get).toMatchObject({ path: "/v2/health/ready", port: "8080" });
  expect(container.startup_probe.http_get).toMatchObject({ path: "/v2/health/live", port: "8080" });
});

test("it may end in peace: longer than it drains and a request takes", () => {
  const { data } = made.only("kubernetes_config_map_v1") as Loose;
  expect(pod.spec.termination_grace_period_seconds).toBeGreaterThanOrEqual(Number(data.DRAIN_SECONDS) + 15 + 10);
});

test("pods rather stand apart, over zones and nodes; nodes can be drained, pod by pod", () => {
  expect(pod.spec.topology_spread_constraint.map((c: Loose) => [c.topology_key, c.when_unsatisfiable])).toEqual([
    ["topology.kubernetes.io/zone", "ScheduleAnyway"],
    ["kubernetes.io/hostname", "ScheduleAnyway"],
  ]);
  expect(made.only("kubernetes_pod_disruption_budget_v1")).toMatchObject({ spec: { max_unavailable: "1" } });
});

test("service, budget, policy, spread and metrics find the pods", () => {
  const labels = pod.metadata.labels;
  const policy = made
    .all("kubernetes_network_policy_v1")
    .map((p) => p.attributes as Loose)
    .find((p) => p.metadata.name === "scorer");
  const found = [
    (made.only("kubernetes_service_v1") as Loose).spec.selector,
    (made.only("kubernetes_pod_disruption_budget_v1") as Loose).spec.selector.match_labels,
    policy.spec.pod_selector.match_labels,
    deployment.spec.selector.match_labels,
    ...pod.spec.topology_spread_constraint.map((c: Loose) => c.label_selector[0].match_labels),
    objects(made).PodMonitor.spec.selector.matchLabels,
  ];
  for (const selector of found) {
    expect(Object.keys(selector).length).toBeGreaterThan(0);
    expect(labels).toMatchObject(selector);
  }
});

test("an apply does not wait for an image that is published after it, loses no pod while rolling, and leaves the count to the autoscaler", () => {
  expect(deployment).toMatchObject({
    wait_for_rollout: false,
    spec: { strategy: { rolling_update: { max_surge: "1", max_unavailable: "0" } } },
    lifecycle: { ignore_changes: ["spec[0].replicas"] },
  });
  expect(deployment.spec.replicas).toBeUndefined();
});

test("there are as many pods as there is to do, between the model's bounds", () => {
  expect(made.only("kubernetes_horizontal_pod_autoscaler_v2")).toMatchObject({
    spec: { min_replicas: 2, max_replicas: 6, scale_target_ref: { api_version: "apps/v1", kind: "Deployment", name: "fx" } },
  });
  expect(objects(made).ScaledObject).toBeUndefined();
});

test("with hours KEDA scales, to none at other times, and no second autoscaler fights with its own", () => {
  const within = scorer({ hours: HOURS });
  expect(within.all("kubernetes_horizontal_pod_autoscaler_v2")).toEqual([]);
  expect(objects(within).ScaledObject.spec).toMatchObject({
    scaleTargetRef: { name: "fx" },
    minReplicaCount: 0,
    maxReplicaCount: 6,
    triggers: [
      { type: "cron", metadata: { timezone: "America/New_York", start: "30 8 * * 1-5", end: "0 17 * * 1-5", desiredReplicas: "2" } },
      { type: "cpu", metricType: "Utilization", metadata: { value: "60" } },
    ],
  });
});

test("nobody speaks to anybody, but for what is said", () => {
  const policies = made.all("kubernetes_network_policy_v1").map((p) => p.attributes as Loose);
  const [denied, allowed] = ["deny-all", "scorer"].map((name) => policies.find((p) => p.metadata.name === name).spec);
  expect(denied).toEqual({ pod_selector: {}, policy_types: ["Ingress", "Egress"] });
  expect(allowed.policy_types).toEqual(["Ingress", "Egress"]);
  const from = (spec: Loose) =>
    spec.ingress.flatMap((i: Loose) => i.from.map((f: Loose) => f.namespace_selector.match_labels["kubernetes.io/metadata.name"]));
  expect(from(allowed)).toEqual(["gateway", "kube-system"]);
  expect(allowed.ingress[0].ports).toEqual([{ port: "8080", protocol: "TCP" }]);
  expect(allowed.egress.map((e: Loose) => e.ports.map((p: Loose) => `${p.protocol} ${p.port}`))).toEqual([
    ["UDP 53", "TCP 53"],
    ["TCP 443"],
  ]);
  expect(allowed.egress[1].to).toEqual([{ ip_block: { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] } }]);
});

test("callers outside reach it by its own name, through the gateway alone", () => {
  expect(objects(made).HTTPRoute.spec).toEqual({
    parentRefs: [{ name: "models", namespace: "gateway", sectionName: "https" }],
    hostnames: ["fx.models.example.com"],
    rules: [{ timeouts: { request: "15s" }, backendRefs: [{ name: "fx", port: 80 }] }],
  });
  const closed = scorer({}, { gateway: false });
  expect(objects(closed).HTTPRoute).toBeUndefined();
  expect(closed.only("kubernetes_service_v1")).toMatchObject({ spec: { type: "ClusterIP" } });
});

test("managed Prometheus asks the pods where they listen", () => {
  expect(objects(made).PodMonitor).toMatchObject({
    apiVersion: "azmonitoring.coreos.com/v1",
    spec: { podMetricsEndpoints: [{ port: container.port[0].name, path: "/metrics", interval: "30s" }] },
  });
});

test("a model's name is short enough for every label, and so is its namespace", () => {
  for (const { name } of models) expect(name.length).toBeLessThanOrEqual(32);
});

test("refuses a name that is no DNS label, counts that are none, and settings that its pod decides", () => {
  expect(() => scorer({ model: "FX_1", replicas: { min: 3, max: 2 }, settings: { PORT: "80" } })).toThrow(
    /model: expected a DNS label of at most 63 characters, got "FX_1"\n {2}replicas: expected whole numbers from 1, the first not above the second, got 3 and 2\n {2}settings: expected none of HOST, PORT, .*got PORT/,
  );
});
