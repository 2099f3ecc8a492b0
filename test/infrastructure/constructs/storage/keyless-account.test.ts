import { KeylessAccount, type KeylessAccountProps } from "../../../../constructs/storage/keyless-account";
import { synthIn } from "../../../support/platform";

const props: KeylessAccountProps = {
  name: "stmlops",
  location: "westeurope",
  resourceGroup: "g",
  replication: "LRS",
  publicNetwork: false,
  protect: false,
  logs: "/logs",
};
const made = (changes: Partial<KeylessAccountProps> = {}) =>
  synthIn((stack) => void new KeylessAccount(stack, "Account", { ...props, ...changes })).only("azurerm_storage_account");

test("earlier versions are kept where it is told, and never on a hierarchical account", () => {
  expect(made({ versioned: true, restoreDays: 90 })).toMatchObject({
    blob_properties: { versioning_enabled: true, delete_retention_policy: { days: 90 } },
  });
  expect(JSON.stringify(made())).not.toContain("versioning");
  expect(() => made({ versioned: true, hierarchical: true })).toThrow("versioned: expected a flat account, got a hierarchical one");
});

test.each([
  ["closed", { publicNetwork: false }, "Deny", []],
  ["open", { publicNetwork: true }, "Allow", []],
  [
    "open to addresses that it admits, besides Azure's own services",
    { publicNetwork: true, admits: ["203.0.113.7"] },
    "Deny",
    ["203.0.113.7"],
  ],
] as const)("%s, its rules are written in full: Terraform takes none back that is left out", (_, changes, action, addresses) => {
  expect(made(changes)).toMatchObject({
    public_network_access_enabled: changes.publicNetwork,
    network_rules: { default_action: action, bypass: ["AzureServices"], ip_rules: addresses, virtual_network_subnet_ids: [] },
  });
});

test("earlier versions go once they are as old as something deleted is kept; an account without versions has no such rule", () => {
  const policies = (changes: Partial<KeylessAccountProps>) =>
    synthIn((stack) => void new KeylessAccount(stack, "Account", { ...props, ...changes }))
      .all("azurerm_storage_management_policy")
      .map((r) => r.attributes.rule);
  expect(policies({ versioned: true, restoreDays: 90 })).toEqual([
    [
      {
        name: "earlier-versions-by-age",
        enabled: true,
        filters: { blob_types: ["blockBlob"] },
        actions: { version: { delete_after_days_since_creation: 90 } },
      },
    ],
  ]);
  expect(policies({})).toEqual([]);
});
