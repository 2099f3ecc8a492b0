import { NetworkPolicyV1 } from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import { Construct } from "constructs";

export interface NetworkPoliciesProps {
  readonly namespace: string;
  /** Labels of the pods that are spoken to. */
  readonly selector: Readonly<Record<string, string>>;
  readonly port: number;
  /** Namespaces whose pods may call them. */
  readonly callers: readonly string[];
}

const SYSTEM = "kube-system";
const inNamespace = (name: string) => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } });
/** Where Azure tells any process on a machine who it is. */
const INSTANCE_METADATA = "169.254.169.254/32";

/**
 * In a namespace nobody speaks to anybody, but: callers and the metrics' collector to the pods, the pods to the name server, and over TLS
 * to Entra ID, storage and monitoring, which have no fixed addresses. Probes come from the node, which is let through always.
 */
export class NetworkPolicies extends Construct {
  constructor(scope: Construct, id: string, { namespace, selector, port, callers }: NetworkPoliciesProps) {
    super(scope, id);
    new NetworkPolicyV1(this, "DenyAll", {
      metadata: { name: "deny-all", namespace },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    });
    new NetworkPolicyV1(this, "Scorer", {
      metadata: { name: "scorer", namespace },
      spec: {
        podSelector: { matchLabels: { ...selector } },
        policyTypes: ["Ingress", "Egress"],
        ingress: [{ from: [...callers, SYSTEM].map(inNamespace), ports: [{ port: String(port), protocol: "TCP" }] }],
        egress: [
          {
            to: [inNamespace(SYSTEM)],
            ports: [
              { port: "53", protocol: "UDP" },
              { port: "53", protocol: "TCP" },
            ],
          },
          { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: [INSTANCE_METADATA] } }], ports: [{ port: "443", protocol: "TCP" }] },
        ],
      },
    });
  }
}
