import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { App, TerraformStack } from "cdktf";
import { AzapiProvider } from "../../../constructs/azapi/provider";
import { addProviderLock } from "../../../constructs/provider-lock/add-provider-lock";
import { lockedProviders, wholeSource } from "../../../constructs/provider-lock/lock-file";

const block = (source: string, version: string) =>
  [
    `provider "registry.terraform.io/${source}" {`,
    `  version     = "${version}"`,
    `  constraints = "${version}"`,
    "  hashes = [",
    '    "h1:abc=",',
    "  ]",
    "}",
  ].join("\n");
const LOCK = `# This file is maintained automatically.\n\n${block("azure/azapi", "2.12.0")}\n\n${block("hashicorp/azurerm", "4.55.0")}\n`;

function synthesize(lock: string | undefined) {
  const outdir = mkdtempSync(join(tmpdir(), "lock-"));
  try {
    const app = new App({ outdir, stackTraces: false });
    for (const id of ["dev-data", "dev-ml"]) new AzurermProvider(new TerraformStack(app, id), "Azurerm", { features: [{}] });
    new AzapiProvider(app.node.findChild("dev-ml"), "Azapi", { subscriptionId: "s", tenantId: "t" });
    addProviderLock(app, lock);
    app.synth();
    const warnings = app.node.findAll().flatMap((c) => c.node.metadata.filter((m) => m.type === "@cdktf/warn").map((m) => String(m.data)));
    const written = (id: string) => {
      const path = join(outdir, "stacks", id, ".terraform.lock.hcl");
      return existsSync(path) ? readFileSync(path, "utf8") : undefined;
    };
    return { data: written("dev-data"), ml: written("dev-ml"), warnings };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

test("each stack gets the blocks of its own providers, unchanged", () => {
  const { data, ml, warnings } = synthesize(LOCK);
  expect(data).toContain(block("hashicorp/azurerm", "4.55.0"));
  expect(data).not.toContain("azapi");
  expect(lockedProviders(ml ?? "")).toEqual(lockedProviders(LOCK));
  expect(warnings).toEqual([]);
});

test("without a lock nothing is written, and a warning says what would make one", () => {
  expect(synthesize(undefined)).toEqual({
    data: undefined,
    ml: undefined,
    warnings: [expect.stringMatching(/^The builds of providers are not pinned: .*npm run providers:lock/)],
  });
});

test.each([
  ["lacks a provider", LOCK.replace("azure/azapi", "azure/other"), "does not pin registry.terraform.io/azure/azapi"],
  [
    "pins another version",
    LOCK.replaceAll("4.55.0", "4.1.0"),
    "pins registry.terraform.io/hashicorp/azurerm 4.1.0, the stack needs 4.55.0",
  ],
])("a lock that %s fails", (_title, lock, message) => {
  expect(() => synthesize(lock)).toThrow(message);
});

test.each([
  ["azurerm", "registry.terraform.io/hashicorp/azurerm"],
  ["Azure/azapi", "registry.terraform.io/azure/azapi"],
  ["registry.example.com/a/b", "registry.example.com/a/b"],
])("%s is %s", (source, whole) => expect(wholeSource(source)).toBe(whole));
