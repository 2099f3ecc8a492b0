import type { InPlace } from "../in-place";

const says = (rule: string, setting: string, from: unknown, to: unknown, so: string, level = "high"): string =>
  `${rule} ${level} \`${setting}\` goes from ${JSON.stringify(from)} to ${JSON.stringify(to)}: ${so}`;
const further = "who gets into the container gets further";
const POD = "spec.0.template.0.spec.0";
const pod = (spec: object): object => ({ spec: [{ template: [{ spec: [spec] }] }] });

/** Changes within a cluster that let something through, and some that do not. */
export const CLUSTER_CASES: readonly InPlace[] = [
  [
    "kubernetes_namespace_v1",
    { metadata: [{ labels: { "pod-security.kubernetes.io/enforce": "restricted" } }] },
    { metadata: [{ labels: { "pod-security.kubernetes.io/enforce": "privileged" } }] },
    says(
      "unprotects",
      "metadata.0.labels.pod-security.kubernetes.io/enforce",
      "restricted",
      "privileged",
      "pods may do what they were not to",
    ),
  ],
  [
    "kubernetes_deployment_v1",
    pod({
      host_network: false,
      service_account_name: "a",
      container: [
        {
          liveness_probe: [{ http_get: [{ path: "/live" }] }],
          security_context: [{ run_as_non_root: true, privileged: false, capabilities: [{ add: [], drop: ["ALL"] }] }],
        },
      ],
    }),
    pod({
      host_network: true,
      service_account_name: "b",
      container: [{ security_context: [{ run_as_non_root: false, privileged: true, capabilities: [{ add: ["SYS_ADMIN"], drop: [] }] }] }],
    }),
    says("unprotects", `${POD}.container.0.security_context.0.capabilities.0.add`, [], ["SYS_ADMIN"], further),
    says("unprotects", `${POD}.container.0.security_context.0.capabilities.0.drop`, ["ALL"], [], further),
    says("unprotects", `${POD}.container.0.security_context.0.privileged`, false, true, further),
    says("unprotects", `${POD}.container.0.security_context.0.run_as_non_root`, true, false, further),
    says("unprotects", `${POD}.host_network`, false, true, further),
    says("widens-role", `${POD}.service_account_name`, "a", "b", "its pods act as another identity"),
    says(
      "unprotects",
      `${POD}.container.0.liveness_probe.0.http_get.0.path`,
      "/live",
      null,
      "requests may reach what is not ready",
      "medium",
    ),
  ],
  [
    "kubernetes_pod_disruption_budget_v1",
    { spec: [{ max_unavailable: "1" }] },
    { spec: [{ max_unavailable: "100%" }] },
    says("unprotects", "spec.0.max_unavailable", "1", "100%", "more of it may be taken down at once", "medium"),
  ],
  [
    "kubernetes_horizontal_pod_autoscaler_v2",
    { spec: [{ min_replicas: 2 }] },
    { spec: [{ min_replicas: 1 }] },
    says("unprotects", "spec.0.min_replicas", 2, 1, "fewer stand ready when one fails", "medium"),
    "costs-more low costs less: `spec.0.min_replicas` goes from 2 to 1",
  ],
  [
    "kubernetes_config_map_v1",
    { data: { AUTH_TENANT: "a", LOG_REQUESTS: "true" } },
    { data: { AUTH_TENANT: "b", LOG_REQUESTS: "false" } },
    says("unprotects", "data.AUTH_TENANT", "a", "b", "others are let in"),
    says("unprotects", "data.LOG_REQUESTS", "true", "false", "what was answered may be written down no longer"),
  ],
  [
    "kubernetes_service_account_v1",
    { metadata: [{ annotations: { "azure.workload.identity/client-id": "a" } }] },
    { metadata: [{ annotations: { "azure.workload.identity/client-id": "b" } }] },
    says("widens-role", "metadata.0.annotations.azure.workload.identity/client-id", "a", "b", "its pods act as another identity"),
  ],
  [
    "kubernetes_service_account_v1",
    { automount_service_account_token: false },
    { automount_service_account_token: true },
    says("widens-role", "automount_service_account_token", false, true, "its pods may call the cluster"),
  ],
  [
    "kubernetes_config_map_v1",
    { data: { STORE_URL: "a" } },
    { data: { STORE_URL: "b" } },
    says("widens-role", "data.STORE_URL", "a", "b", "what its pods run or believe comes from somewhere else"),
  ],
];
