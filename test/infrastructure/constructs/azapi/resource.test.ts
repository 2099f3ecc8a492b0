// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform and Azure ML write their references so
import { Fn } from "cdktf";
import { AzapiResource, AzapiTrackedResource } from "../../../../constructs/azapi/resource";
import { literalText, templateBody } from "../../../../constructs/azapi/template";
import { synthIn } from "../../../support/platform";

const type = "Microsoft.MachineLearningServices/workspaces/environments@2025-06-01" as const;

test.each([
  ["node job.js --input a=${{inputs.a}}", "node job.js --input a=$${{inputs.a}}"],
  ["%{if}", "%%{if}"],
  ["${a} and ${b}", "$${a} and $${b}"],
  ["100 % and $5 and {x}", "100 % and $5 and {x}"],
  ["${TfToken[TOKEN.7]}/jobs", "${TfToken[TOKEN.7]}/jobs"],
])("the text %s is emitted as %s", (text, emitted) => {
  expect(literalText(text)).toBe(emitted);
});

test("equal bodies are equal text, whatever the order they were built in; keys without a value vanish", () => {
  const a = templateBody({ b: [{ d: 1, c: undefined }], a: null });
  expect(JSON.stringify(a)).toBe('{"a":null,"b":[{"d":1}]}');
  expect(JSON.stringify(templateBody({ a: null, b: [{ d: 1 }] }))).toBe(JSON.stringify(a));
});

test("references stay references and literals stay literals, in one string and beside each other", () => {
  const made = synthIn((stack) => {
    const parent = new AzapiResource(stack, "Parent", { type, name: "parent", parentId: "/p", body: {} });
    new AzapiResource(stack, "Child", {
      type: `${type.split("@")[0]}/versions@2025-06-01` as typeof type,
      name: "child",
      parentId: parent.id,
      body: { mixed: `${parent.id} \${{inputs.a}}`, function: Fn.lower(parent.id) },
      lifecycle: { ignoreChanges: ["body"] },
      dependsOn: [parent],
    });
  });
  const child = made.all("Microsoft.MachineLearningServices/workspaces/environments/versions")[0]!.attributes;
  expect(child).toEqual({
    type: "Microsoft.MachineLearningServices/workspaces/environments/versions@2025-06-01",
    name: "child",
    parent_id: "${azapi_resource.Parent.id}",
    body: { mixed: "${azapi_resource.Parent.id} $${{inputs.a}}", function: "${lower(azapi_resource.Parent.id)}" },
    lifecycle: { ignore_changes: ["body"] },
    depends_on: ["azapi_resource.Parent"],
  });
});

describe("a resource that waits for roles", () => {
  const made = (waitsForRoles: boolean) =>
    synthIn((stack) => void new AzapiResource(stack, "R", { type, name: "r", parentId: "/p", body: {}, waitsForRoles }));
  const { error_message_regex: patterns } = made(true).only("azapi_resource").retry as { readonly error_message_regex: readonly string[] };
  // Terraform's `(?i)` is JavaScript's flag.
  const retried = (message: string) =>
    patterns.some((p) => new RegExp(p.replace("(?i)", ""), p.startsWith("(?i)") ? "i" : "").test(message));

  test.each([
    "The managed identity mlw does not have the required permissions on the storage account.",
    "User assigned identity lacks the role Storage Blob Data Contributor",
    "AuthorizationPermissionMismatch: This request is not authorized to perform this operation using this permission.",
    "Failed to access the container registry",
  ])("is asked again after: %s", (message) => expect(retried(message)).toBe(true));

  test.each([
    "AuthorizationFailed: The client 'x' with object id 'y' does not have authorization to perform action 'z' over scope 's'.",
    "InvalidTemplate: partitionCount is over 32",
    "Conflict: the name is taken",
  ])("gives up after: %s", (message) => expect(retried(message)).toBe(false));

  test("others give up at once", () => expect(made(false).only("azapi_resource").retry).toBeUndefined());
});

test("a resource with a region has an identity block and can be purged", () => {
  const made = synthIn((stack) => {
    new AzapiTrackedResource(stack, "Workspace", {
      type: "Microsoft.MachineLearningServices/workspaces@2025-06-01",
      name: "w",
      parentId: "/g",
      location: "westeurope",
      identity: { type: "UserAssigned", identityIds: ["/i"] },
      deleteQuery: { forceToPurge: "true" },
      body: {},
    });
  });
  expect(made.only("azapi_resource")).toMatchObject({
    location: "westeurope",
    identity: [{ type: "UserAssigned", identity_ids: ["/i"] }],
    delete_query_parameters: { forceToPurge: ["true"] },
  });
});

test("the provider is pinned and keeps read-only properties out of the state", () => {
  const json = synthIn(() => {}).stack("test") as {
    readonly terraform: { readonly required_providers: object };
    readonly provider: { readonly azapi: object };
  };
  expect(json.terraform.required_providers).toMatchObject({ azapi: { source: "Azure/azapi", version: "2.12.0" } });
  expect(json.provider.azapi).toEqual([
    { subscription_id: "s", tenant_id: "t", disable_default_output: true, skip_provider_registration: true },
  ]);
});
