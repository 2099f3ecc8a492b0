import { ConfigMapV1 } from "@cdktf/provider-kubernetes/lib/config-map-v1";
import { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { PodDisruptionBudgetV1 } from "@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { type Rule, validateProps } from "../validate";
import { CustomObjects } from "./custom/custom-objects";
import type { CustomObject } from "./custom/kinds";
import { type GatewayRef, ROUTED } from "./gateway-ref";
import { NetworkPolicies } from "./network-policies";
import { type ServingHours, scaleByHours, scaleByLoad } from "./scaling";
import { POD_SETTINGS, PORT, scorerPod } from "./scorer-pod";

export interface ScorerProps {
  /** The model's name: what everything here is called. */
  readonly model: string;
  /** Who answers for the model. */
  readonly owner: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Client id of the identity that the scorer acts as. */
  readonly identityClientId: string;
  readonly image: string;
  /** Pods at least and at most. */
  readonly replicas: { readonly min: number; readonly max: number };
  /** @default - it always answers */
  readonly hours?: ServingHours;
  /** What the scorer reads at start, beside what follows from its pod; no secret, as it has none. */
  readonly settings: Readonly<Record<string, string>>;
  /** @default - only the cluster reaches it */
  readonly gateway?: GatewayRef;
}

const rules: readonly Rule<ScorerProps>[] = [
  [
    (p) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(p.model),
    (p) => `model: expected a DNS label of at most 63 characters, got "${p.model}"`,
  ],
  [
    ({ replicas: { min, max } }) => Number.isInteger(min) && Number.isInteger(max) && min >= 1 && max >= min,
    ({ replicas: { min, max } }) => `replicas: expected whole numbers from 1, the first not above the second, got ${min} and ${max}`,
  ],
  [
    (p) => Object.keys(POD_SETTINGS).every((name) => p.settings[name] === undefined),
    (p) => `settings: expected none of ${Object.keys(POD_SETTINGS).join(", ")}, got ${Object.keys(p.settings).join(", ")}`,
  ],
];

/**
 * What serves one model on Kubernetes: a namespace of its own, in which nobody may do more than he must; a service account that is an
 * Entra identity; pods, as many as there is to do; an inner address, and a name for callers outside.
 */
export class Scorer extends Construct {
  constructor(scope: Construct, id: string, props: ScorerProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const { model } = props;
    const selector = { "app.kubernetes.io/name": model };
    const labels = { ...selector, ...ROUTED };

    const home = new NamespaceV1(this, "Namespace", {
      metadata: {
        name: props.namespace,
        labels: { ...labels, "pod-security.kubernetes.io/enforce": "restricted" },
        annotations: { "mlops/owner": props.owner },
      },
    });
    const namespace = home.metadata.name;
    const account = new ServiceAccountV1(this, "ServiceAccount", {
      metadata: {
        name: props.serviceAccount,
        namespace,
        labels,
        annotations: { "azure.workload.identity/client-id": props.identityClientId },
      },
      automountServiceAccountToken: false,
    });
    const config = new ConfigMapV1(this, "Config", {
      metadata: { name: "scorer", namespace, labels },
      data: { ...props.settings, ...POD_SETTINGS },
    });
    const deployment = new DeploymentV1(this, "Deployment", {
      metadata: { name: model, namespace, labels },
      // The image may be pushed after the apply; pods then start by themselves.
      waitForRollout: false,
      spec: {
        selector: { matchLabels: selector },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "1", maxUnavailable: "0" } },
        template: {
          metadata: {
            labels: { ...labels, "azure.workload.identity/use": "true" },
            // Pods read their settings once: other settings are other pods.
            annotations: { "mlops/settings": Fn.sha256(Fn.jsonencode(config.interpolationForAttribute("data"))) },
          },
          spec: scorerPod({ serviceAccount: account.metadata.name, image: props.image, config: config.metadata.name, selector }),
        },
      },
      // The autoscaler sets the count.
      lifecycle: { ignoreChanges: ["spec[0].replicas"] },
    });
    new ServiceV1(this, "Service", {
      metadata: { name: model, namespace, labels },
      spec: { type: "ClusterIP", selector, port: [{ name: "http", port: 80, targetPort: "http", protocol: "TCP" }] },
    });
    // One at a time: nodes can be drained even where there is but one pod.
    new PodDisruptionBudgetV1(this, "DisruptionBudget", {
      metadata: { name: model, namespace },
      spec: { maxUnavailable: "1", selector: { matchLabels: selector } },
    });
    new NetworkPolicies(this, "NetworkPolicies", {
      namespace,
      selector,
      port: PORT,
      callers: props.gateway === undefined ? [] : [props.gateway.namespace],
    });
    const scaling = { name: model, namespace: props.namespace, deployment: model, ...props.replicas };
    if (props.hours === undefined) scaleByLoad(this, "Autoscaler", { ...scaling, namespace });
    new CustomObjects(this, "CustomObjects", {
      name: model,
      namespace: props.namespace,
      objects: [
        ...this.monitored(props, selector),
        ...(props.hours === undefined ? [] : [scaleByHours(scaling, props.hours)]),
        ...this.routed(props),
      ],
      dependsOn: [deployment],
    });
  }

  /** Managed Prometheus asks each pod for its metrics. */
  private monitored({ model, namespace }: ScorerProps, selector: Readonly<Record<string, string>>): readonly CustomObject[] {
    return [
      {
        apiVersion: "azmonitoring.coreos.com/v1",
        kind: "PodMonitor",
        metadata: { name: model, namespace },
        spec: { selector: { matchLabels: { ...selector } }, podMetricsEndpoints: [{ port: "http", path: "/metrics", interval: "30s" }] },
      },
    ];
  }

  private routed({ model, namespace, gateway }: ScorerProps): readonly CustomObject[] {
    if (gateway === undefined) return [];
    return [
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "HTTPRoute",
        metadata: { name: model, namespace },
        spec: {
          parentRefs: [{ name: gateway.name, namespace: gateway.namespace, sectionName: gateway.listener }],
          hostnames: [`${model}.${gateway.domain}`],
          rules: [{ timeouts: { request: "15s" }, backendRefs: [{ name: model, port: 80 }] }],
        },
      },
    ];
  }
}
