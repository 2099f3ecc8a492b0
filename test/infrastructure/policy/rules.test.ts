import { readdirSync } from "node:fs";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { RoleDefinition } from "@cdktf/provider-azurerm/lib/role-definition";
import { TerraformOutput, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { AzapiUpdateResource } from "../../../constructs/azapi/update-resource";
import { RULES } from "../../../constructs/policy/rules";
import { account, azapiCluster, CASES } from "./cases";
import { type Build, held, message, waiver } from "./held";

test("a rule is a file of its id, and every rule is broken by a case", () => {
  const ids = RULES.map((r) => r.id);
  const files = readdirSync("constructs/policy/rules").filter((f) => f !== "index.ts");
  expect(files.map((f) => f.replace(/\.ts$/, "")).sort()).toEqual([...ids].sort());
  expect([...new Set(CASES.map((c) => c.rule))].sort()).toEqual([...ids].sort());
});

test("what keeps every rule passes, in the strictest place", () => {
  expect(held((stack) => account(stack)).all("azurerm_storage_account")).toHaveLength(1);
});

describe.each(CASES)("$rule: $title", ({ rule, build, at, got }) => {
  const { what, remedy } = RULES.find((r) => r.id === rule)!;

  test("fails, and says where, which rule, what it found and what to do", () => {
    const text = message(() => held(build));
    expect(text).toContain("policies (a waiver in the environment's file lifts one for a time): 1 problem\n");
    expect(text).toContain(`  dev-data/${at} breaks ${rule}: expected ${what}, got ${got}`);
    expect(text).toContain(remedy);
  });

  test("passes with a waiver", () => {
    expect(message(() => held(build, { waivers: [waiver(rule, `dev-data/${at}`)] }))).toBe("");
  });
});

test("the rules that depend on the place ask nothing where it promises nothing", () => {
  const lenient = { network: { mode: "public" }, protectData: false } as const;
  for (const { rule, build } of CASES)
    if (["public-network", "unprotected-data"].includes(rule)) expect(message(() => held(build, lenient))).toBe("");
});

test("a log by azapi is a log, and a change of a store is no store", () => {
  const problem = message(() =>
    held((stack) => {
      azapiCluster(stack, [{ categoryGroup: "audit", enabled: true }]);
      const type = "Microsoft.ContainerRegistry/registries@2025-04-01";
      new AzapiUpdateResource(stack, "Change", { type, resourceId: "registry", body: { properties: { zoneRedundancy: "Enabled" } } });
    }),
  );
  expect(problem).toBe("");
});

test.each([
  "azurerm_key_vault.Primary_key.vault_uri",
  'azurerm_storage_account.Account["name"]',
  "azapi_resource.Keys.output.properties.principalId",
  "azurerm_ssh_public_key.Agents.public_key",
  'format("%s/keys", azurerm_key_vault.Vault.id)',
  "data.terraform_remote_state.cross-stack-reference-input-dev-data.outputs.cross-stack-output-azurerm_key_vaultVault_0A1B2C3Did",
])("%s is no secret", (expression) => {
  expect(message(() => held((stack) => new TerraformOutput(stack, "out", { value: `the key: \${${expression}}` })))).toBe("");
});

describe("wide roles in bootstrap", () => {
  const problem = (build: Build, id = "dev-bootstrap") => message(() => held(build, {}, id));
  const deployers =
    (name: string, condition?: string, scope = "/subscriptions/0") =>
    (stack: TerraformStack) =>
      new RoleAssignment(new Construct(stack, "Access"), "Grant-assignRoles-on-subscription-to-Deployer", {
        roleDefinitionName: name,
        scope,
        principalId: "p",
        ...(condition !== undefined && { condition, conditionVersion: "2.0" }),
      });
  const administrator = "Role Based Access Control Administrator";
  const only = (operator: string, ...roles: string[]) =>
    `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ${operator} {${roles.join(", ")}}))`;
  const pullImages = "7f951dda-4ed3-4680-a7ca-43fe172d538d";
  const wide = ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "B24988AC-6180-42A0-AB88-20F7382DD24C"].concat(
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
  );
  const some = only("ForAnyOfAnyValues:GuidEquals", pullImages);

  test.each([
    ["lists what may be given", some],
    ["lists all that may not", only("ForAnyOfAllValues:GuidNotEquals", ...wide)],
  ])("the deployer gives roles, under a condition that %s", (_, condition) => {
    expect(problem(deployers(administrator, condition))).toBe("");
  });

  test.each([
    ["no condition", deployers(administrator), `${administrator} on /subscriptions/0 without a condition`],
    ["a condition on nothing", deployers(administrator, "(1 EQUALS 1)"), "without a condition that keeps these roles out"],
    ["a condition for Owner", deployers(administrator, only("ForAnyOfAnyValues:GuidEquals", wide[0]!)), "without a condition"],
    ["a condition that forgets one", deployers(administrator, only("ForAnyOfAllValues:GuidNotEquals", wide[0]!)), "without a condition"],
    ["another role", deployers("Owner", some), "Owner on /subscriptions/0"],
  ])("not with %s", (_, build, got) => {
    const text = problem(build);
    expect(text).toContain("dev-bootstrap/Access/Grant-assignRoles-on-subscription-to-Deployer breaks wide-role: ");
    expect(text).toContain(got);
  });

  test("nor the deployer from another stack", () => {
    expect(problem(deployers(administrator, some), "dev-data")).toContain(`${administrator} on /subscriptions/0`);
  });

  test.each(CASES.filter((c) => c.rule === "wide-role"))("$title fails there, too", ({ build, got }) => {
    expect(problem(build)).toContain(`got ${got}`);
  });
});

test("roles that are given on one group, or that name what they may do, are not wide", () => {
  const problem = message(() =>
    held((stack) => {
      const group = "/subscriptions/0/resourceGroups/rg";
      new RoleAssignment(stack, "Group", { roleDefinitionName: "Contributor", scope: group, principalId: "p" });
      new RoleDefinition(stack, "Narrow", {
        name: "narrow",
        scope: "/subscriptions/0",
        permissions: [{ actions: ["*/read", "Microsoft.Storage/*", "Microsoft.Authorization/*/read", "Microsoft.Authorization/locks/*"] }],
      });
      const own = new RoleDefinition(stack, "Own", {
        name: "own",
        scope: "/subscriptions/0",
        permissions: [{ actions: ["Microsoft.App/*"] }],
      });
      new RoleAssignment(stack, "Given", { roleDefinitionId: own.roleDefinitionResourceId, scope: "/subscriptions/0", principalId: "p" });
    }),
  );
  expect(problem).toBe("");
});
