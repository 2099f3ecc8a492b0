import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import { Construct } from "constructs";
import { CustomObjects } from "./custom/custom-objects";
import { type GatewayRef, ROUTED } from "./gateway-ref";

export interface GatewayProps {
  /** Who answers for it. */
  readonly owner: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Client id of the identity that reads the certificate. */
  readonly identityClientId: string;
  /** Each model answers at its own name below this one. */
  readonly domain: string;
  /** Address of the certificate for `*.<domain>` in a key vault, without a version. */
  readonly certificateUri: string;
  /** Whether callers on the internet reach it, or those in the network alone. */
  readonly publicNetwork: boolean;
}

const NAME = "models";
const LISTENER = "https";

/**
 * The one entry for callers outside of the cluster: TLS ends here, and models' routes attach to it. It is Gateway API by AKS's application
 * routing, which takes the certificate from the vault and puts a load balancer before it; the add-on of NGINX is not supported any more.
 */
export class Gateway extends Construct {
  readonly ref: GatewayRef;

  constructor(scope: Construct, id: string, props: GatewayProps) {
    super(scope, id);
    const home = new NamespaceV1(this, "Namespace", {
      metadata: {
        name: props.namespace,
        labels: { "pod-security.kubernetes.io/enforce": "baseline" },
        annotations: { "mlops/owner": props.owner },
      },
    });
    const account = new ServiceAccountV1(this, "ServiceAccount", {
      metadata: {
        name: props.serviceAccount,
        namespace: home.metadata.name,
        annotations: { "azure.workload.identity/client-id": props.identityClientId },
      },
      automountServiceAccountToken: false,
    });
    const options = {
      "kubernetes.azure.com/tls-cert-keyvault-uri": props.certificateUri,
      "kubernetes.azure.com/tls-cert-service-account": props.serviceAccount,
    };
    const inner = { annotations: { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" } };
    new CustomObjects(this, "CustomObjects", {
      name: NAME,
      namespace: props.namespace,
      objects: [
        {
          apiVersion: "gateway.networking.k8s.io/v1",
          kind: "Gateway",
          metadata: { name: NAME, namespace: props.namespace },
          spec: {
            gatewayClassName: "approuting-istio",
            ...(!props.publicNetwork && { infrastructure: inner }),
            listeners: [
              {
                name: LISTENER,
                hostname: `*.${props.domain}`,
                port: 443,
                protocol: "HTTPS",
                tls: { mode: "Terminate", options },
                allowedRoutes: { namespaces: { from: "Selector", selector: { matchLabels: { ...ROUTED } } } },
              },
            ],
          },
        },
      ],
      dependsOn: [account],
    });
    this.ref = { name: NAME, namespace: props.namespace, listener: LISTENER, domain: props.domain };
  }
}
