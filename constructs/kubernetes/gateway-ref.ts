/** Where callers from outside come in, and what they call it. */
export interface GatewayRef {
  readonly name: string;
  readonly namespace: string;
  /** The listener that routes attach to. */
  readonly listener: string;
  /** Each model answers at its own name below this one. */
  readonly domain: string;
}

/** Label of the namespaces whose routes a gateway takes. */
export const ROUTED = { "app.kubernetes.io/part-of": "azure-mlops-stacks" } as const;
