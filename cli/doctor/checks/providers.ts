import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Check, Surroundings } from "../check";
import { type Finding, ok } from "../finding";

const REGISTRY = "https://registry.terraform.io/.well-known/terraform.json";

/** Where Terraform is told of a mirror: the file that the variable names, or the one in the home folder. */
function mirror({ variables }: Surroundings): string | undefined {
  const file = variables.TF_CLI_CONFIG_FILE ?? join(variables.HOME ?? "", ".terraformrc");
  return existsSync(file) && /(filesystem|network)_mirror\s*\{/.test(readFileSync(file, "utf8")) ? file : undefined;
}

function lock({ root }: Surroundings): Finding {
  const expected = "the builds of providers pinned by providers.lock.hcl";
  if (existsSync(join(root, "providers.lock.hcl"))) return ok(expected, "they are", "lock");
  return { status: "warning", of: "lock", expected, got: "no such file: Terraform takes any build", remedy: "npm run providers:lock" };
}

async function source(about: Surroundings): Promise<Finding> {
  const expected = "Terraform's registry, or a mirror of it";
  const found = mirror(about);
  if (found !== undefined) return ok(expected, `a mirror, in ${found}`, "source");
  if (about.variables.HTTPS_PROXY ?? about.variables.https_proxy)
    return { status: "unknown", of: "source", expected, got: "calls go by a proxy, which Terraform uses and this check does not" };
  const why = await about.unreachable(REGISTRY);
  if (why === undefined) return ok(expected, "registry.terraform.io", "source");
  const remedy = "Name a mirror in a file, and the file in TF_CLI_CONFIG_FILE: docs/providers.md.";
  return { status: "missing", of: "source", expected, got: `registry.terraform.io: ${why}`, remedy };
}

/** Which builds of providers are taken, and from where. */
export const providers: Check = {
  name: "providers",
  steps: ["plan", "deploy", "devops"],
  look: async (about) => [lock(about), await source(about)],
};
