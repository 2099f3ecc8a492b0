import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mockedTest } from "../../cli/providers/mocked-test";
import { lockedProviders } from "../../constructs/provider-lock/lock-file";
import { synthPlatform } from "../support/platform";

let work: string;
let environment: NodeJS.ProcessEnv;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), "providers-test-"));
  // no registry: only what lies in an empty mirror
  const config = join(work, "terraformrc");
  mkdirSync(join(work, "mirror"));
  writeFileSync(config, `provider_installation {\n  filesystem_mirror { path = "${join(work, "mirror")}" }\n}\n`);
  environment = { ...process.env, TF_CLI_CONFIG_FILE: config };
});
afterEach(() => rmSync(work, { recursive: true }));

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
/** What Terraform itself has to answer, asked where there is one; the rest of the suite needs nothing but Node. */
const withTerraform = (name: string, body: () => void) => {
  if (hasTerraform) test(name, body);
};

function write(stacks: Readonly<Record<string, object>>): void {
  for (const [id, json] of Object.entries(stacks)) {
    mkdirSync(join(work, "stacks", id), { recursive: true });
    writeFileSync(join(work, "stacks", id, "cdk.tf.json"), JSON.stringify(json));
  }
}
const run = (script: "test-providers" | "lock-providers", ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", `cli/providers/${script}.ts`, "--out", work, ...args],
    {
      encoding: "utf8",
      env: environment,
    },
  );
  return { code: status, stdout, stderr };
};

const OUTPUT = "cross-stack-output-terraform_dataKeptid";
const STATE = "cross-stack-reference-input-dev-data";
const read = `data.terraform_remote_state.${STATE}.outputs.${OUTPUT}`;
const data = {
  terraform: { backend: { azurerm: { storage_account_name: "x", container_name: "y", key: "dev/data.tfstate", use_azuread_auth: true } } },
  resource: { terraform_data: { Kept: { input: "x" } } },
  output: { [OUTPUT]: { value: `\${terraform_data.Kept.id}` } },
};
const reader = (input: string) => ({
  data: { terraform_remote_state: { [STATE]: { backend: "azurerm", config: data.terraform.backend.azurerm } } },
  resource: {
    terraform_data: { User: { input, lifecycle: { precondition: [{ condition: `\${${read} != ""}`, error_message: "nothing came" }] } } },
  },
});
const needsAzurerm = { terraform: { required_providers: { azurerm: { source: "azurerm", version: "4.55.0" } } } };

withTerraform("stacks pass: initialized without their backends, validated, planned on what others would give", () => {
  write({ "dev-data": data, "dev-ml": reader(`\${${read}}`) });
  const { code, stdout } = run("test-providers");
  expect(stdout).toBe("✓ dev-data: init, validate, test\n✓ dev-ml: init, validate, test\n2 stacks, 0 failed\n");
  expect(code).toBe(0);
  // the output folder is as synth left it
  expect(existsSync(join(work, "stacks", "dev-ml", ".terraform"))).toBe(false);
});

withTerraform("a stack that reads what there is not fails, with Terraform's words, and the others are still tested", () => {
  write({ "dev-data": data, "dev-ml": reader(`\${terraform_data.Gone.id}`), "dev-serving": reader(`\${${read}.nothing}`) });
  const { code, stdout } = run("test-providers");
  expect(code).toBe(1);
  expect(stdout).toMatch(/✗ dev-ml: (init|validate)\n/);
  expect(stdout).toMatch(/Reference to undeclared resource/);
  expect(stdout).toMatch(/✗ dev-serving: test\n[\s\S]*Unsupported attribute/);
  expect(stdout).toMatch(/3 stacks, 2 failed\n$/);
});

withTerraform("without a registry or a mirror it says so once, and what to do, and ends with 4", () => {
  write({ "dev-data": needsAzurerm, "dev-ml": needsAzurerm });
  const { code, stdout, stderr } = run("test-providers");
  expect([code, stdout]).toEqual([4, ""]);
  expect(stderr).toContain("hashicorp/azurerm");
  expect(stderr.match(/TF_CLI_CONFIG_FILE/g)).toHaveLength(1);
});

test("without Terraform it says what to install", () => {
  write({ "dev-data": data });
  environment = { ...environment, PATH: work };
  const { code, stdout, stderr } = run("test-providers");
  expect(code).not.toBe(0);
  expect(stdout + stderr).toContain("terraform is not on the PATH. Install Terraform 1.11 or newer.");
});

test("an unknown stack or option is wrong use, and a folder without stacks is said to be so", () => {
  expect(run("test-providers")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/expected synthesized stacks, got none\. Run `npm run synth`/),
  });
  write({ "dev-data": data });
  expect(run("test-providers", "--only", "prod")).toMatchObject({ code: 2, stderr: expect.stringContaining('dev-data, got "prod"') });
  expect(run("lock-providers", "--fast")).toMatchObject({ code: 2, stderr: expect.stringContaining("unknown option '--fast'") });
});

withTerraform("providers:lock pins what the stacks need, for each platform, from a mirror", () => {
  write({ "dev-data": needsAzurerm });
  for (const platform of ["linux_amd64", "darwin_arm64"]) {
    const folder = join(work, "mirror", "registry.terraform.io/hashicorp/azurerm/4.55.0", platform);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "terraform-provider-azurerm_v4.55.0"), `a build for ${platform}`);
  }
  const to = join(work, "providers.lock.hcl");
  const args = ["--to", to, "--mirror", join(work, "mirror"), "--platform", "linux_amd64", "darwin_arm64"];
  expect(run("lock-providers", ...args)).toMatchObject({
    code: 0,
    stdout: `${to}: 1 providers for linux_amd64, darwin_arm64. Commit it.\n`,
  });
  const [locked] = lockedProviders(readFileSync(to, "utf8"));
  expect(locked).toMatchObject({ source: "registry.terraform.io/hashicorp/azurerm", version: "4.55.0" });
  expect(locked?.block.match(/"h1:/g)).toHaveLength(2);
});

withTerraform("providers:lock without a registry leaves the lock alone and ends with 4", () => {
  write({ "dev-data": needsAzurerm });
  const to = join(work, "providers.lock.hcl");
  writeFileSync(to, "as it was");
  const { code, stderr } = run("lock-providers", "--to", to, "--platform", "linux_amd64");
  expect(code).toBe(4);
  expect(stderr).toContain("TF_CLI_CONFIG_FILE");
  expect(stderr).toContain(`${to} is as it was.`);
  expect(readFileSync(to, "utf8")).toBe("as it was");
});

describe("the mocked test", () => {
  const stack = (id: string, json: object) => ({ id, folder: "", json });
  const made = stack("dev-data", {
    resource: {
      azurerm_storage_account: { Lake: { name: "stlake", location: `\${azurerm_resource_group.Group.location}` } },
      azapi_resource: { Hub: { type: "Microsoft.EventHub/namespaces/eventhubs@2024-01-01", name: "events" } },
    },
    output: {
      account: { value: `\${azurerm_storage_account.Lake.id}` },
      name: { value: `\${azurerm_storage_account.Lake.name}` },
      hub: { value: `\${azapi_resource.Hub.id}` },
      client: { value: `\${azurerm_user_assigned_identity.Training.client_id}` },
      object: { value: `\${azurerm_kubernetes_cluster.Cluster.kubelet_identity[0].object_id}` },
      plain: { value: "westeurope" },
    },
  });
  const state = { "cross-stack-reference-input-dev-data": {} };

  test("replaces a state by values of the form that Azure would give", () => {
    const id = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/mocked/providers";
    expect(mockedTest(stack("dev-ml", { data: { terraform_remote_state: state } }), [made])).toEqual({
      override_data: [
        {
          target: "data.terraform_remote_state.cross-stack-reference-input-dev-data",
          values: {
            outputs: {
              account: `${id}/Microsoft.Storage/storageAccounts/mocked`,
              name: "stlake",
              hub: `${id}/Microsoft.EventHub/namespaces/mocked/eventhubs/mocked`,
              client: "00000000-0000-4000-8000-000000000001",
              object: "00000000-0000-4000-8000-000000000001",
              plain: "westeurope",
            },
          },
        },
      ],
      run: { plan: { command: "plan" } },
    });
  });

  test("mocks every provider and alias, and fills lists that a stack reads the first item of", () => {
    const json = {
      provider: { azurerm: [{}, { alias: "prod" }], kubernetes: [{}] },
      data: { azurerm_kubernetes_cluster: { Cluster: {} } },
    };
    expect(mockedTest(stack("dev-serving", json), [])).toMatchObject({
      mock_provider: {
        azurerm: [{ mock_data: { azurerm_kubernetes_cluster: { defaults: { kube_config: [expect.any(Object)] } } } }, { alias: "prod" }],
        kubernetes: [{}],
      },
    });
  });

  test("gives what is looked up in Azure the form that it has there", () => {
    const [devops] = [...synthPlatform().stacks].flatMap(([id, json]) => (id === "devops" ? [stack(id, json)] : []));
    const { mock_provider } = mockedTest(devops!, []) as { mock_provider: Record<string, readonly Record<string, unknown>[]> };
    expect(mock_provider.azuredevops).toEqual([{}]);
    expect(mock_provider.azurerm).toHaveLength(5); // the stack's own, and one for each place
    for (const mock of mock_provider.azurerm!)
      expect(mock.mock_data).toMatchObject({
        azurerm_user_assigned_identity: {
          defaults: {
            id: expect.stringMatching(/^\/subscriptions\/[0-9a-f-]{36}\/.*\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/mocked$/),
            client_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          },
        },
      });
  });

  test("knows the form of every id that goes between the platform's stacks", () => {
    const all = [...synthPlatform().stacks].map(([id, json]) => stack(id, json));
    const outputs = all.flatMap((s) => {
      const { override_data = [] } = mockedTest(s, all) as { override_data?: readonly { values: { outputs: object } }[] };
      return override_data.flatMap((o) => Object.entries(o.values.outputs));
    });
    expect(outputs.length).toBeGreaterThan(100);
    const ids = outputs.filter(([name]) => /(?<!client_|principal_|object_|tenant_|immutable_)id$/.test(name));
    for (const [name, value] of ids)
      expect([name, value]).toEqual([
        name,
        expect.stringMatching(/^\/subscriptions\/[0-9a-f-]{36}\/(resourceGroups|providers)\/(?!.*Microsoft\.Mocked)/),
      ]);
  });

  test("refuses a state that no stack writes", () => {
    expect(() => mockedTest(stack("dev-ml", { data: { terraform_remote_state: state } }), [])).toThrow(/which no stack writes/);
  });
});
