import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account";
import { App, Aspects } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { applyPolicies } from "../../../constructs/policy/apply";
import type { Waiver } from "../../../constructs/policy/rule";
import { matches } from "../../../constructs/policy/waivers";
import { synth } from "../../support/synth";
import { account } from "./cases";
import { addStack, type Build, held, message, strict, waiver } from "./held";

const open: Build = (stack) => account(stack, { sharedAccessKeyEnabled: true, minTlsVersion: "TLS1_0" });
const sound: Build = (stack) => account(stack);

/** A real synth into a folder: what was said, what was written, what was warned of. */
function synthesize(stacks: Readonly<Record<string, Build>>, waivers: readonly Waiver[] = []) {
  const outdir = mkdtempSync(join(tmpdir(), "policies-"));
  try {
    const app = new App({ outdir, stackTraces: false });
    for (const [id, build] of Object.entries(stacks)) addStack(app, id, build);
    applyPolicies(app, [
      { ...strict, waivers },
      { ...strict, name: "shared" },
    ]);
    const error = message(() => app.synth());
    const notes = (level: string) =>
      app.node
        .findAll()
        .flatMap((c) => c.node.metadata.filter((m) => m.type === `@cdktf/${level}`).map((m) => `${c.node.path}: ${m.data}`));
    const written = readdirSync(outdir, { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".json"));
    return { error, written, warnings: notes("warn"), errors: notes("error") };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

test("every breach of every stack is told at once, at its construct, and nothing is written", () => {
  const { error, written, errors } = synthesize({ "dev-data": sound, "dev-ml": open, shared: open });
  expect(error.split("\n")[0]).toMatch(/: 4 problems$/);
  for (const path of ["dev-ml/Account", "shared/Account"])
    for (const rule of ["keys-enabled", "old-tls"]) {
      expect(error).toContain(`${path} breaks ${rule}: `);
      expect(errors).toContainEqual(expect.stringContaining(`${path}: ${path} breaks ${rule}: `));
    }
  expect(written).toEqual([]);
});

test("what breaks no rule is written as ever", () => {
  const { error, written, warnings } = synthesize({ "dev-data": sound });
  expect([error, warnings]).toEqual(["", []]);
  expect(written.sort()).toEqual(["manifest.json", "stacks/dev-data/cdk.tf.json"]);
});

describe("what Terraform will read is judged, whoever wrote it", () => {
  const told = (build: Build) => message(() => held(build));

  test("an override of a resource", () => {
    const text = told((stack) => account(stack).addOverride("shared_access_key_enabled", true));
    expect(text).toMatch(/: 1 problem\n {2}dev-data\/Account breaks keys-enabled: .*, got shared_access_key_enabled true/);
  });

  test("an override of the stack", () => {
    const text = told((stack) => {
      account(stack);
      stack.addOverride("resource.azurerm_storage_account.Account.min_tls_version", "TLS1_0");
    });
    expect(text).toMatch(/: 1 problem\n {2}dev-data\/Account breaks old-tls: .*, got min_tls_version "TLS1_0"/);
  });

  test("an override by an aspect that comes after the rules", () => {
    const text = message(() =>
      synth((app) => {
        addStack(app, "dev-data", sound);
        applyPolicies(app, [strict]);
        const visit = (node: IConstruct) => node instanceof StorageAccount && node.addOverride("allow_nested_items_to_be_public", true);
        Aspects.of(app.node.findChild("dev-data")).add({ visit });
      }),
    );
    expect(text).toMatch(/: 1 problem\n {2}dev-data\/Account breaks public-blob-access: /);
  });

  test("an override that mends", () => {
    expect(told((stack) => account(stack, { minTlsVersion: "TLS1_0" }).addOverride("min_tls_version", "TLS1_3"))).toBe("");
  });

  test("a resource and an output that only an override of the stack writes, at the stack and its address", () => {
    const text = told((stack) => {
      stack.addOverride("resource.azurerm_storage_container.Open", { name: "raw", storage_account_id: "a", container_access_type: "blob" });
      stack.addOverride("resource.azurerm_storage_container.Open.lifecycle.prevent_destroy", true);
      stack.addOverride("output.key.value", `\${azurerm_storage_account.Account.primary_access_key}`);
    });
    expect(text).toMatch(/: 2 problems\n/);
    expect(text).toContain("dev-data/azurerm_storage_container.Open breaks public-blob-access: ");
    expect(text).toContain("dev-data/output.key breaks secret-in-output: ");
  });

  test("a stack within another construct", () => {
    const text = message(() =>
      synth((app) => {
        addStack(app, "dev-data", sound);
        addStack(new Construct(app, "Inner"), "dev-ml", open);
        applyPolicies(app, [strict]);
      }),
    );
    expect(text).toContain("Inner/dev-ml/Account breaks old-tls: ");
  });
});

describe("nothing slips in after the rules have judged", () => {
  /** A second stack, which does something when its own validations run: with the first, it was judged before. */
  const late = (work: (account: StorageAccount) => unknown) =>
    synth((app) => {
      addStack(app, "dev-data", () => {});
      addStack(app, "dev-ml", (stack) => {
        const own = account(stack);
        own.node.addValidation({
          validate: () => {
            work(own);
            return [];
          },
        });
      });
      applyPolicies(app, [strict]);
    });

  test("an override is not written", () => {
    const made = late((own) => own.addOverride("min_tls_version", "TLS1_0"));
    expect(made.only("azurerm_storage_account").min_tls_version).toBe("TLS1_2");
  });

  test("a construct is refused rather than left out", () => {
    expect(() => late((own) => new Construct(own, "Late"))).toThrow('Cannot add children to "dev-ml/Account" during synthesis');
  });
});

describe("a waiver", () => {
  const problem = (waivers: readonly Waiver[]) => message(() => held(open, { waivers }));

  test("lifts its rule at its resource, and no other rule", () => {
    const text = problem([waiver("keys-enabled", "dev-data/Account")]);
    expect(text).toMatch(/: 1 problem\n {2}dev-data\/Account breaks old-tls/);
  });

  test("names several constructs by a star", () => {
    expect(problem([waiver("keys-enabled", "dev-*/Acc*"), waiver("old-tls", "*/*")])).toBe("");
  });

  test.each([
    ["dev-data/Lake/Account", "dev-data/Lake/Account", true],
    ["dev-data/*/Account", "dev-data/Lake/Account", true],
    ["dev-data/*", "dev-data/Lake/Account", false],
    ["dev-data/Lake", "dev-data/Lake/Account", false],
    ["dev.data/Lake", "dev-data/Lake", false],
  ])("%s against %s: %s", (pattern, path, expected) => expect(matches(pattern, path)).toBe(expected));

  test("that waives nothing is a warning", () => {
    const { error, warnings, written } = synthesize({ "dev-data": sound }, [waiver("old-tls", "dev-data/Account")]);
    expect(error).toBe("");
    expect(warnings).toEqual(["dev-data: environments/dev.yaml: the waiver of old-tls for dev-data/Account waives nothing. Remove it."]);
    expect(written).toContain("stacks/dev-data/cdk.tf.json");
  });
});

test("a stack of no place cannot slip through", () => {
  expect(message(() => synthesize({ "test-data": open }))).toBe("no environment is named by the stacks test-data");
});

test("the stack of Azure DevOps is held to what holds for what is shared", () => {
  expect(synthesize({ devops: open }).errors).toContainEqual(expect.stringContaining("devops/Account breaks keys-enabled"));
});
