import { Connections, type ConnectionsProps } from "../../../../constructs/data-factory/connections";
import { Factory } from "../../../../constructs/data-factory/factory";
import { LinkedService } from "../../../../constructs/data-factory/linked-service";
import { ManagedEndpoint } from "../../../../constructs/data-factory/managed-endpoint";
import { synthIn } from "../../../support/platform";

const make = (changes: Partial<ConnectionsProps> = {}, name = "adf-mlops") =>
  synthIn((stack) => {
    const factory = new Factory(stack, "Factory", {
      name,
      location: "westeurope",
      resourceGroup: "g",
      publicNetwork: changes.managedNetwork !== true,
      dataMovementId: "/movement",
      logs: "/logs",
    });
    new Connections(stack, "Connections", {
      factory,
      location: "westeurope",
      lake: { id: "/lake", name: "lake" },
      vault: { id: "/vault", uri: "https://vault.example/" },
      managedNetwork: false,
      selfHosted: false,
      ...changes,
    });
  });
const open = make();
const closed = make({ managedNetwork: true });

test("the factory has two identities: one that touches data, by a credential, and its own, that calls Azure", () => {
  expect(open.only("azurerm_data_factory")).toMatchObject({
    identity: { type: "SystemAssigned, UserAssigned", identity_ids: ["/movement"] },
    managed_virtual_network_enabled: true,
    public_network_enabled: true,
  });
  expect(closed.only("azurerm_data_factory").public_network_enabled).toBe(false);
  expect(open.only("azurerm_data_factory_credential_user_managed_identity")).toMatchObject({ identity_id: "/movement" });
});

test("every linked service acts by that credential, and holds no secret", () => {
  const services = open.all("Microsoft.DataFactory/factories/linkedservices").map((r) => r.attributes);
  expect(services.map((s) => s.name).sort()).toEqual(["lake", "lake_blobs", "vault"]);
  for (const { body } of services) {
    expect(body).toMatchObject({
      properties: {
        typeProperties: {
          credential: { type: "CredentialReference", referenceName: expect.stringContaining("credential_user_managed_identity") },
        },
        connectVia: { type: "IntegrationRuntimeReference", referenceName: expect.stringContaining("integration_runtime_azure") },
      },
    });
    expect(JSON.stringify(body)).not.toMatch(/accountKey|sasUri|servicePrincipalKey|connectionString|password/i);
  }
});

test("each leads to where it says", () => {
  const to = Object.fromEntries(
    open
      .all("Microsoft.DataFactory/factories/linkedservices")
      .map(({ attributes: { name, body } }) => [name, (body as { properties: { type: string; typeProperties: unknown } }).properties]),
  );
  expect(to.lake).toMatchObject({ type: "AzureBlobFS", typeProperties: { url: "https://lake.dfs.core.windows.net" } });
  expect(to.lake_blobs).toMatchObject({
    type: "AzureBlobStorage",
    typeProperties: { serviceEndpoint: "https://lake.blob.core.windows.net", accountKind: "StorageV2" },
  });
  expect(to.vault).toMatchObject({ type: "AzureKeyVault", typeProperties: { baseUrl: "https://vault.example/" } });
});

test("both kinds of runtime are there in either mode, so that none has to go while a pipeline refers to it; the mode says which is used", () => {
  for (const [made, used] of [
    [open, "Azure"],
    [closed, "AzureManagedNetwork"],
  ] as const) {
    const runtimes = made.all("azurerm_data_factory_integration_runtime_azure").map((r) => r.attributes);
    expect(Object.fromEntries(runtimes.map((r) => [r.name, r.virtual_network_enabled]))).toEqual({
      azure: false,
      "azure-managed-network": true,
    });
    for (const service of made.all("Microsoft.DataFactory/factories/linkedservices"))
      expect(service.attributes.body).toMatchObject({
        properties: { connectVia: { referenceName: expect.stringMatching(new RegExp(`_${used}_[0-9A-F]+\\.name`)) } },
      });
  }
});

test("a self-hosted runtime is there where it is asked for, by azapi, which reads no key of it", () => {
  expect(open.all("Microsoft.DataFactory/factories/integrationRuntimes")).toEqual([]);
  const made = make({ selfHosted: true });
  expect(made.only("Microsoft.DataFactory/factories/integrationRuntimes").body).toMatchObject({ properties: { type: "SelfHosted" } });
  expect(made.resources.filter((r) => /self_hosted/.test(r.type))).toEqual([]);
});

describe("in a managed network", () => {
  test("the lake's two faces and the vault have an endpoint each; in public there is none", () => {
    const endpoints = closed.all("azurerm_data_factory_managed_private_endpoint").map((r) => r.attributes);
    expect(endpoints.map((e) => [e.name, e.target_resource_id, e.subresource_name]).sort()).toEqual([
      ["lake-blob", "/lake", "blob"],
      ["lake-dfs", "/lake", "dfs"],
      ["vault", "/vault", "vault"],
    ]);
    expect(open.all("azurerm_data_factory_managed_private_endpoint")).toEqual([]);
    expect(open.all("azapi_update_resource")).toEqual([]);
  });

  test("each is approved on its target, found by the name that Azure gives it", () => {
    const approvals = closed.all("azapi_update_resource").map((r) => r.attributes);
    expect(approvals).toHaveLength(3);
    for (const approval of approvals) {
      expect(approval.body).toMatchObject({ properties: { privateLinkServiceConnectionState: { status: "Approved" } } });
      const list = /^\$\{data\.azapi_resource_list\.(\w+)\.output\.connection\}$/.exec(String(approval.resource_id))?.[1];
      const lists = (closed.stack("test").data as { azapi_resource_list: Record<string, Record<string, unknown>> }).azapi_resource_list;
      const asked = lists[list ?? ""];
      expect(asked).toMatchObject({ type: approval.type, depends_on: [expect.stringContaining("managed_private_endpoint")] });
      expect(JSON.stringify(asked?.response_export_values)).toMatch(/ends_with\(properties\.privateEndpoint\.id, '\/adf-mlops\.[a-z-]+'\)/);
    }
  });

  test("approvals on one target wait for each other", () => {
    const held = closed.all("azapi_update_resource").map((r) => JSON.stringify(r.attributes.locks));
    expect(held.sort()).toEqual(['["/lake"]', '["/lake"]', '["/vault"]']);
  });

  test("nothing uses a service before the way to it is open", () => {
    for (const { attributes } of closed.all("Microsoft.DataFactory/factories/linkedservices"))
      expect(attributes.depends_on).toEqual(
        closed.all("azapi_update_resource").map((r) => expect.stringContaining(r.address.slice(0, 30))),
      );
  });
});

test.each(["ab", "-adf", "adf-", "a--b", "adf_1", "x".repeat(64)])("refuses the factory's name %s", (name) => {
  expect(() => make({}, name)).toThrow(`name: expected 3 to 63 letters, digits and single dashes, got "${name}"`);
});

test.each(["a-b", "9a", "", "x".repeat(141)])("refuses the linked service's name %j, which datasets could not refer to", (name) => {
  const linked = { name, factoryId: "/f", description: "d", credential: "c", runtime: { name: "azure" } };
  expect(() =>
    synthIn((stack) => void new LinkedService(stack, "L", { ...linked, to: { type: "AzureKeyVault", baseUrl: "https://v" } })),
  ).toThrow(`name: expected 1 to 140 letters, digits and underscores, got "${name}"`);
});

test.each(["-a", "a-", "a b", "x".repeat(128)])("refuses the endpoint's name %s", (name) => {
  const endpoint = { name, factory: { id: "/f", name: "f" }, targetId: "/t", part: "blob" } as const;
  expect(() => synthIn((stack) => void new ManagedEndpoint(stack, "E", endpoint))).toThrow(`got "${name}"`);
});
