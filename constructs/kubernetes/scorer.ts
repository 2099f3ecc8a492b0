import { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1";
import { Construct } from "constructs";
import { type Rule, validateProps } from "../validate";

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
  readonly replicas: number;
  /** What the scorer reads at start; no secret, as it has none. */
  readonly settings: Readonly<Record<string, string>>;
}

const PORT = 8080;
/** Any id but root's; the image's files are readable by all. */
const USER = 65532;

const rules: readonly Rule<ScorerProps>[] = [
  [
    (p) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(p.model),
    (p) => `model: expected a DNS label of at most 63 characters, got "${p.model}"`,
  ],
  [(p) => Number.isInteger(p.replicas) && p.replicas >= 0, (p) => `replicas: expected a whole number, got ${p.replicas}`],
];

const probe = (path: string, everySeconds: number) => ({
  httpGet: { path, port: String(PORT), scheme: "HTTP" },
  periodSeconds: everySeconds,
  timeoutSeconds: 2,
  failureThreshold: 3,
});

/** What serves one model on Kubernetes: a namespace of its own, a service account that is an Entra identity, pods and an inner address. */
export class Scorer extends Construct {
  constructor(scope: Construct, id: string, props: ScorerProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const { model, namespace } = props;
    const selector = { "app.kubernetes.io/name": model };
    const labels = { ...selector, "app.kubernetes.io/part-of": "azure-mlops-stacks" };

    const home = new NamespaceV1(this, "Namespace", {
      metadata: {
        name: namespace,
        labels: { ...labels, "pod-security.kubernetes.io/enforce": "restricted" },
        annotations: { "mlops/owner": props.owner },
      },
    });
    const account = new ServiceAccountV1(this, "ServiceAccount", {
      metadata: {
        name: props.serviceAccount,
        namespace: home.metadata.name,
        labels,
        annotations: { "azure.workload.identity/client-id": props.identityClientId },
      },
      automountServiceAccountToken: false,
    });
    new DeploymentV1(this, "Deployment", {
      metadata: { name: model, namespace: home.metadata.name, labels },
      // The image may be pushed after the apply; pods then start by themselves.
      waitForRollout: false,
      spec: {
        replicas: String(props.replicas),
        selector: { matchLabels: selector },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "1", maxUnavailable: "0" } },
        template: {
          metadata: { labels: { ...labels, "azure.workload.identity/use": "true" } },
          spec: {
            serviceAccountName: account.metadata.name,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            terminationGracePeriodSeconds: 60,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: String(USER),
              fsGroup: String(USER),
              seccompProfile: { type: "RuntimeDefault" },
            },
            volume: [
              { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
              { name: "models", emptyDir: { sizeLimit: "1Gi" } },
            ],
            container: [
              {
                name: "scorer",
                image: props.image,
                port: [{ name: "http", containerPort: PORT, protocol: "TCP" }],
                env: Object.entries({ ...props.settings, MODEL: model, PORT: String(PORT), MODEL_CACHE: "/models" })
                  .sort(([a], [b]) => (a < b ? -1 : 1))
                  .map(([name, value]) => ({ name, value })),
                resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: "1", memory: "512Mi" } },
                startupProbe: { ...probe("/v2/health/live", 2), failureThreshold: 30 },
                livenessProbe: probe("/v2/health/live", 10),
                readinessProbe: probe("/v2/health/ready", 5),
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  runAsNonRoot: true,
                  capabilities: { drop: ["ALL"] },
                },
                volumeMount: [
                  { name: "tmp", mountPath: "/tmp" },
                  { name: "models", mountPath: "/models" },
                ],
              },
            ],
          },
        },
      },
    });
    new ServiceV1(this, "Service", {
      metadata: { name: model, namespace: home.metadata.name, labels },
      spec: { type: "ClusterIP", selector, port: [{ name: "http", port: 80, targetPort: "http", protocol: "TCP" }] },
    });
  }
}
