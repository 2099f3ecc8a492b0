import { hostIn } from "../../model-code/core/spec/host-in";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import type { BundleName } from "../../model-code/hosts/bundle";

/** What an environment runs of what is published: nothing for a host that none of its models is on. */
export function neededIn(env: { readonly name: string }, models: readonly ModelSpec[]): readonly BundleName[] {
  const hosts = new Set(models.map((model) => hostIn(model, env.name)));
  return [
    ...(models.length > 0 ? (["job", "control"] as const) : []),
    ...(hosts.has("aks") ? (["server"] as const) : []),
    ...(hosts.has("functions") ? (["function"] as const) : []),
  ];
}
