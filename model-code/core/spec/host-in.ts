import type { ModelSpec } from "./model-schema";

export type Host = ModelSpec["serving"]["host"];

/** What answers a model's requests in an environment. */
export const hostIn = ({ serving }: Pick<ModelSpec, "serving">, environment: string): Host => serving.hosts[environment] ?? serving.host;
