import type { FromSchema } from "json-schema-to-ts";
import { ProblemError } from "../../model-code/core/problem";
import { compileSchema } from "../../model-code/core/spec/compile-schema";
import { behind, type Newer } from "./newer";

const REGISTRY = "https://registry.terraform.io";
const PATIENCE = 30_000;
const ANSWER = { type: "object", required: ["version"], properties: { version: { type: "string" } } } as const;
const isAnswer = compileSchema<FromSchema<typeof ANSWER>>(ANSWER, {});

/** The registry of Terraform did not say which version is the newest. */
export class RegistrySilent extends ProblemError {
  readonly code = "REGISTRY_SILENT";
}

async function newestOf(source: string, registry: string): Promise<string> {
  const path = source.toLowerCase().replace(/^registry\.terraform\.io\//, "");
  const url = `${registry}/v1/providers/${path}`;
  const remedy = "Run it where the registry can be reached, or again later.";
  const silent = (got: string) => new RegistrySilent({ where: url, expected: "the newest version", got, remedy });
  const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) }).catch((error: Error & { cause?: { code?: string } }) => {
    throw silent(error.cause?.code ?? error.message);
  });
  if (!answer.ok) throw silent(`HTTP ${answer.status}`);
  const value: unknown = await answer.json().catch(() => undefined);
  if (!isAnswer(value)) throw silent("something else");
  return value.version;
}

/**
 * Providers of which the registry has a newer version than the stacks ask for.
 * @param pinned by name: where they are from, and the version
 * @throws RegistrySilent
 * @see https://developer.hashicorp.com/terraform/registry/api-docs
 */
export async function newerProviders(
  pinned: Readonly<Record<string, { readonly source: string; readonly version?: string }>>,
  registry = REGISTRY,
): Promise<readonly Newer[]> {
  const all = await Promise.all(
    Object.values(pinned).map(async ({ source, version = "" }) => ({ source, version, newest: await newestOf(source, registry) })),
  );
  return all
    .filter(({ version, newest }) => behind(version, newest) !== undefined)
    .map(({ source, version, newest }) => ({ kind: "provider", name: source, pinned: version, newest }));
}
