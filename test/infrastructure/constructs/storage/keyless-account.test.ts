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

test("addresses that it admits are the only ones, besides Azure's own services", () => {
  expect(made({ publicNetwork: true, admits: ["203.0.113.7"] })).toMatchObject({
    network_rules: { default_action: "Deny", bypass: ["AzureServices"], ip_rules: ["203.0.113.7"] },
  });
  expect(made({ publicNetwork: true })).not.toHaveProperty("network_rules");
});
