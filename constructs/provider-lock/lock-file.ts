/** One provider's block of a `.terraform.lock.hcl`. */
export interface LockedProvider {
  /** `registry.terraform.io/hashicorp/azurerm`. */
  readonly source: string;
  readonly version: string;
  /** As it stands in the file. */
  readonly block: string;
}

const BLOCK = /^provider "([^"]+)" \{\n(?:.*\n)*?\}\n?/gm;
const VERSION = /^ {2}version += "([^"]+)"$/m;

/** The blocks of a lock file as Terraform writes it. */
export const lockedProviders = (text: string): readonly LockedProvider[] =>
  [...text.replaceAll("\r\n", "\n").matchAll(BLOCK)].map(([block, source = ""]) => ({
    source,
    version: VERSION.exec(block)?.[1] ?? "",
    block: block.trimEnd(),
  }));

const DEFAULTS = ["registry.terraform.io", "hashicorp"];

/** A provider's whole address: `azurerm` is `registry.terraform.io/hashicorp/azurerm`. */
export function wholeSource(source: string): string {
  const parts = source.toLowerCase().split("/");
  return [...DEFAULTS.slice(0, 3 - parts.length), ...parts].join("/");
}

/** A lock file of some of its providers: Terraform refuses to leave others in it when it may not change it. */
export const lockFileOf = (providers: readonly LockedProvider[]): string =>
  `${[
    '# Copied from providers.lock.hcl by synth; renewed by "npm run providers:lock".',
    ...[...providers].sort((a, b) => (a.source < b.source ? -1 : 1)).map((p) => p.block),
  ].join("\n\n")}\n`;
