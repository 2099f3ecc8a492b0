import { Builders, type BuildersProps } from "../../../../constructs/registry/builders";
import { Registry, type RegistryProps } from "../../../../constructs/registry/registry";
import { synthIn } from "../../../support/platform";

const props: RegistryProps = {
  name: "registry",
  location: "westeurope",
  resourceGroup: "g",
  sku: "Premium",
  publicNetwork: true,
  zoneRedundant: false,
  untaggedDays: 30,
  protect: false,
  logs: "/logs",
};
const registry = (changes: Partial<RegistryProps> = {}) =>
  synthIn((stack) => void new Registry(stack, "Registry", { ...props, ...changes })).only("azurerm_container_registry");

test("no key and no stranger opens it, and what nobody can name is deleted", () => {
  expect(registry()).toMatchObject({ admin_enabled: false, anonymous_pull_enabled: false, retention_policy_in_days: 30 });
});

test("closed, it has no address on the internet, and images cannot be copied out", () => {
  expect(registry({ publicNetwork: false })).toMatchObject({ public_network_access_enabled: false, export_policy_enabled: false });
  expect(registry()).toMatchObject({ public_network_access_enabled: true, export_policy_enabled: true });
});

test("in Standard it asks for nothing that only Premium has", () => {
  const standard = registry({ sku: "Standard" });
  expect(Object.keys(standard)).not.toEqual(expect.arrayContaining(["retention_policy_in_days"]));
  expect(Object.keys(standard)).not.toEqual(expect.arrayContaining(["zone_redundancy_enabled"]));
});

test("each push and pull is logged", () => {
  const made = synthIn((stack) => void new Registry(stack, "Registry", props));
  expect(made.only("azurerm_monitor_diagnostic_setting")).toMatchObject({ log_analytics_workspace_id: "/logs" });
});

test("protected, it cannot be destroyed", () => {
  expect(registry({ protect: true }).lifecycle).toEqual({ prevent_destroy: true });
  expect(registry().lifecycle).toBeUndefined();
});

test("refuses everything that Azure would, in one message", () => {
  expect(() => registry({ name: "no-dash", sku: "Standard", publicNetwork: false, zoneRedundant: true, untaggedDays: 366 })).toThrow(
    [
      "test/Registry:",
      '  name: expected 5 to 50 letters and digits, got "no-dash"',
      "  sku: expected Premium, since the network is private, got Standard",
      "  sku: expected Premium, since it stands in several zones, got Standard",
      "  untaggedDays: expected 1 to 365, got 366",
    ].join("\n"),
  );
});

describe("builders", () => {
  const pool = { registry: "registry", location: "westeurope", resourceGroup: "g", subnetId: "/subnet" };
  const builders = (changes: Partial<BuildersProps> = {}) =>
    synthIn((stack) => void new Builders(stack, "Builders", { ...pool, ...changes })).only("azurerm_container_registry_agent_pool");

  test("stand in the network", () => {
    expect(builders()).toMatchObject({ name: "builders", virtual_network_subnet_id: "/subnet", instance_count: 1 });
  });

  test.each(["ab", "-abc", "x".repeat(21)])("refuse the name %s", (name) => {
    expect(() => builders({ name })).toThrow(`got "${name}"`);
  });
});
