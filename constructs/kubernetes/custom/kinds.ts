import type { FromSchema } from "json-schema-to-ts";

const label = { type: "string", pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" } as const;
const host = { type: "string", pattern: "^(\\*\\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$" } as const;
const strings = { type: "object", additionalProperties: { type: "string" } } as const;
const port = { type: "integer", minimum: 1, maximum: 65535 } as const;
const selector = {
  type: "object",
  additionalProperties: false,
  required: ["matchLabels"],
  properties: { matchLabels: { ...strings, minProperties: 1 } },
} as const;

const object = <const V extends string, const K extends string, const S>(apiVersion: V, kind: K, spec: S) =>
  ({
    type: "object",
    additionalProperties: false,
    required: ["apiVersion", "kind", "metadata", "spec"],
    properties: {
      apiVersion: { const: apiVersion },
      kind: { const: kind },
      metadata: {
        type: "object",
        additionalProperties: false,
        required: ["name", "namespace"],
        properties: { name: label, namespace: label, labels: strings, annotations: strings },
      },
      spec,
    },
  }) as const;

/**
 * Custom resources that the platform uses, each as far as it uses them: the published definitions, less what nothing here sets.
 * @see https://gateway-api.sigs.k8s.io/reference/spec/ v1
 * @see https://keda.sh/docs/2.17/reference/scaledobject-spec/
 * @see https://learn.microsoft.com/azure/azure-monitor/containers/prometheus-metrics-scrape-crd
 */
export const KINDS = {
  Gateway: object("gateway.networking.k8s.io/v1", "Gateway", {
    type: "object",
    additionalProperties: false,
    required: ["gatewayClassName", "listeners"],
    properties: {
      gatewayClassName: { const: "approuting-istio" },
      infrastructure: { type: "object", additionalProperties: false, properties: { annotations: strings } },
      listeners: {
        type: "array",
        minItems: 1,
        items: {
          type: "object",
          additionalProperties: false,
          required: ["name", "hostname", "port", "protocol", "tls", "allowedRoutes"],
          properties: {
            name: label,
            hostname: host,
            port,
            protocol: { const: "HTTPS" },
            tls: {
              type: "object",
              additionalProperties: false,
              required: ["mode", "options"],
              properties: { mode: { const: "Terminate" }, options: { ...strings, minProperties: 1 } },
            },
            allowedRoutes: {
              type: "object",
              additionalProperties: false,
              required: ["namespaces"],
              properties: {
                namespaces: {
                  type: "object",
                  additionalProperties: false,
                  required: ["from", "selector"],
                  properties: { from: { const: "Selector" }, selector },
                },
              },
            },
          },
        },
      },
    },
  }),
  HTTPRoute: object("gateway.networking.k8s.io/v1", "HTTPRoute", {
    type: "object",
    additionalProperties: false,
    required: ["parentRefs", "hostnames", "rules"],
    properties: {
      parentRefs: {
        type: "array",
        minItems: 1,
        items: {
          type: "object",
          additionalProperties: false,
          required: ["name", "namespace", "sectionName"],
          properties: { name: label, namespace: label, sectionName: label },
        },
      },
      hostnames: { type: "array", minItems: 1, items: host },
      rules: {
        type: "array",
        minItems: 1,
        items: {
          type: "object",
          additionalProperties: false,
          required: ["backendRefs"],
          properties: {
            timeouts: {
              type: "object",
              additionalProperties: false,
              properties: { request: { type: "string", pattern: "^[0-9]{1,5}(s|ms|m)$" } },
            },
            backendRefs: {
              type: "array",
              minItems: 1,
              items: { type: "object", additionalProperties: false, required: ["name", "port"], properties: { name: label, port } },
            },
          },
        },
      },
    },
  }),
  PodMonitor: object("azmonitoring.coreos.com/v1", "PodMonitor", {
    type: "object",
    additionalProperties: false,
    required: ["selector", "podMetricsEndpoints"],
    properties: {
      selector,
      podMetricsEndpoints: {
        type: "array",
        minItems: 1,
        items: {
          type: "object",
          additionalProperties: false,
          required: ["port", "path", "interval"],
          properties: {
            port: label,
            path: { type: "string", pattern: "^/" },
            interval: { type: "string", pattern: "^[0-9]+(s|m)$" },
          },
        },
      },
    },
  }),
  ScaledObject: object("keda.sh/v1alpha1", "ScaledObject", {
    type: "object",
    additionalProperties: false,
    required: ["scaleTargetRef", "minReplicaCount", "maxReplicaCount", "triggers"],
    properties: {
      scaleTargetRef: { type: "object", additionalProperties: false, required: ["name"], properties: { name: label } },
      minReplicaCount: { type: "integer", minimum: 0 },
      maxReplicaCount: { type: "integer", minimum: 1 },
      cooldownPeriod: { type: "integer", minimum: 0 },
      triggers: {
        type: "array",
        minItems: 1,
        items: {
          anyOf: [
            {
              type: "object",
              additionalProperties: false,
              required: ["type", "metadata"],
              properties: {
                type: { const: "cron" },
                metadata: {
                  type: "object",
                  additionalProperties: false,
                  required: ["timezone", "start", "end", "desiredReplicas"],
                  properties: {
                    timezone: { type: "string", minLength: 1 },
                    start: { type: "string", pattern: "^\\S+( \\S+){4}$" },
                    end: { type: "string", pattern: "^\\S+( \\S+){4}$" },
                    desiredReplicas: { type: "string", pattern: "^[1-9][0-9]*$" },
                  },
                },
              },
            },
            {
              type: "object",
              additionalProperties: false,
              required: ["type", "metricType", "metadata"],
              properties: {
                type: { const: "cpu" },
                metricType: { const: "Utilization" },
                metadata: {
                  type: "object",
                  additionalProperties: false,
                  required: ["value"],
                  properties: { value: { type: "string", pattern: "^[1-9][0-9]?$" } },
                },
              },
            },
          ],
        },
      },
    },
  }),
} as const;

export type Kind = keyof typeof KINDS;
/** An object of a custom kind. */
export type CustomObject = { [K in Kind]: FromSchema<(typeof KINDS)[K]> }[Kind];
