import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Annotations, type App, type TerraformProvider, TerraformStack } from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import { type LockedProvider, lockedProviders, lockFileOf, wholeSource } from "./lock-file";

const RENEW = "Run `npm run providers:lock` where the Terraform registry or a mirror can be reached, and commit providers.lock.hcl.";

interface Required {
  readonly source: string;
  readonly version: string | undefined;
}

const requiredBy = (stack: TerraformStack): readonly Required[] =>
  stack.allProviders().map((p: TerraformProvider) => ({
    source: wholeSource(p.terraformProviderSource ?? p.terraformResourceType),
    version: p.terraformGeneratorMetadata?.providerVersion,
  }));

/** What the lock lacks of what a stack needs. */
const missing = (required: readonly Required[], locked: readonly LockedProvider[]): readonly string[] =>
  required.flatMap(({ source, version }) => {
    const found = locked.find((p) => p.source === source);
    if (found === undefined) return [`providers.lock.hcl does not pin ${source}. ${RENEW}`];
    return version === undefined || found.version === version
      ? []
      : [`providers.lock.hcl pins ${source} ${found.version}, the stack needs ${version}. ${RENEW}`];
  });

/**
 * Pins the builds of each stack's providers: writes beside its JSON a `.terraform.lock.hcl` with what it needs of the project's lock.
 * @param lock text of `providers.lock.hcl`; undefined: nothing is pinned, which is a warning
 */
export function addProviderLock(app: App, lock: string | undefined): void {
  const stacks = app.node.children.filter((child) => TerraformStack.isStack(child));
  if (lock === undefined) {
    if (stacks[0]) Annotations.of(stacks[0]).addWarning(`The builds of providers are not pinned: there is no providers.lock.hcl. ${RENEW}`);
    return;
  }
  const locked = lockedProviders(lock);
  for (const stack of stacks) {
    stack.node.addValidation({ validate: () => [...missing(requiredBy(stack), locked)] });
    addCustomSynthesis(stack, {
      onSynthesize: ({ outdir, manifest }) => {
        const sources = requiredBy(stack).map((p) => p.source);
        const own = locked.filter((p) => sources.includes(p.source));
        writeFileSync(join(outdir, manifest.forStack(stack).workingDirectory, ".terraform.lock.hcl"), lockFileOf(own));
      },
    });
  }
}
