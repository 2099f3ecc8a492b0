import { range } from "./vocabulary";

const mode = {
  enum: ["public", "private"],
  description:
    "public: reachable from anywhere, opened by Entra ID only; no network of its own. private: reachable from within the network only.",
} as const;

const space = { ...range, description: "The network's addresses: all subnets lie within." } as const;
const privateEndpoints = { ...range, description: "Addresses of the services that are closed to the internet, at least /27." } as const;

/** How an environment's resources are reached. */
export const environmentNetwork = {
  type: "object",
  additionalProperties: false,
  required: ["mode", "addresses"],
  properties: {
    mode,
    authorizedRanges: {
      type: "array",
      uniqueItems: true,
      items: range,
      description: "Public mode: the only addresses that the Kubernetes API server answers. Without them it answers all.",
    },
    addresses: {
      type: "object",
      additionalProperties: false,
      required: ["space", "privateEndpoints", "agents", "nodes", "apiServer", "functions", "pods", "services"],
      properties: {
        space,
        privateEndpoints,
        agents: { ...range, description: "Machines that pipelines run on, at least /28." },
        nodes: { ...range, description: "Nodes of the Kubernetes cluster, at least /26." },
        apiServer: { ...range, description: "The Kubernetes API server, at least /28." },
        functions: { ...range, description: "Instances of the Functions apps, at least /27." },
        pods: { ...range, description: "Pods, an overlay outside of the network's addresses, at least /20." },
        services: {
          ...range,
          description: "Services of Kubernetes, outside of the network's addresses, at least /24 and smaller than /12.",
        },
      },
      description: "The address plan. The mode `private` builds it; in `public` pods and services take their ranges from it.",
    },
  },
  description: "How resources are reached.",
} as const;

/** How what the organization has once is reached. */
export const sharedNetwork = {
  type: "object",
  additionalProperties: false,
  required: ["mode", "addresses"],
  properties: {
    mode,
    addresses: {
      type: "object",
      additionalProperties: false,
      required: ["space", "privateEndpoints", "builds"],
      properties: { space, privateEndpoints, builds: { ...range, description: "Machines that images are built on, at least /28." } },
      description: "The address plan. The mode `private` builds it.",
    },
  },
  description: "How the registry and the package store are reached. `private` only where every environment is.",
} as const;
