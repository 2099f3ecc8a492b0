import { subnetsOf } from "../../../../constructs/network/address-plan";
import { PRIVATE_ZONE_KEYS, PRIVATE_ZONES } from "../../../../constructs/network/private-links";
import { PrivateNetwork } from "../../../../constructs/network/private-network";
import { SUBNET_ROLES, SUBNETS } from "../../../../constructs/network/subnets";
import { environment, synthIn } from "../../../support/platform";

const { addresses } = environment().network;
const make = (zoneRedundant: boolean) =>
  synthIn((stack) => {
    new PrivateNetwork(stack, "Network", {
      nameOf: (type, purpose) => [type, purpose].filter(Boolean).join("-"),
      location: "westeurope",
      resourceGroup: "g",
      space: addresses.space,
      subnets: subnetsOf(addresses),
      zones: PRIVATE_ZONE_KEYS,
      zoneRedundant,
    });
  });
const made = make(false);
const subnets = made.all("azurerm_subnet");
const idOf = (role: string) => `\${${subnets.find((s) => s.attributes.name === role)!.address}.id}`;

test("every subnet has its range of the plan, rules of its own, and no way out by accident", () => {
  expect(subnets.map((s) => s.attributes.name).sort()).toEqual([...SUBNET_ROLES].sort());
  const secured = made.all("azurerm_subnet_network_security_group_association").map((a) => a.attributes.subnet_id);
  for (const role of SUBNET_ROLES) {
    const subnet = subnets.find((s) => s.attributes.name === role)!.attributes;
    expect(subnet).toMatchObject({ address_prefixes: [addresses[role]], default_outbound_access_enabled: false });
    expect(secured).toContain(idOf(role));
  }
});

test("those that call out, and no others, do it by the gateway, which has one address", () => {
  const out = made.all("azurerm_subnet_nat_gateway_association").map((a) => a.attributes.subnet_id);
  expect(out.sort()).toEqual(
    SUBNET_ROLES.filter((role) => SUBNETS[role].outbound)
      .map(idOf)
      .sort(),
  );
  expect(made.only("azurerm_public_ip")).toMatchObject({ allocation_method: "Static", sku: "Standard" });
});

test("over zones, one knows in which the gateway stands, and the address outlives it", () => {
  const zones = (network: typeof made) => ["azurerm_nat_gateway", "azurerm_public_ip"].map((type) => network.only(type).zones);
  expect(zones(make(true))).toEqual([["1"], ["1", "2", "3"]]);
  expect(zones(made)).toEqual([undefined, undefined]);
});

test("nobody comes in from outside: no rule allows another source than the network", () => {
  const rules = made.all("azurerm_network_security_rule").map((r) => r.attributes);
  expect(rules.length).toBeGreaterThan(3);
  for (const rule of rules.filter((r) => r.access === "Allow")) expect(rule.source_address_prefix).toBe("VirtualNetwork");
  for (const rule of rules) expect(rule.direction).toBe("Inbound");
});

test("rules of one group have priorities of their own, and what is denied comes last", () => {
  const rules = made.all("azurerm_network_security_rule").map((r) => r.attributes);
  for (const group of new Set(rules.map((r) => r.network_security_group_name))) {
    const own = rules.filter((r) => r.network_security_group_name === group);
    const priorities = own.map((r) => Number(r.priority));
    expect(new Set(priorities).size).toBe(own.length);
    expect(own.find((r) => r.priority === Math.max(...priorities))?.access).toBe("Deny");
  }
});

test("rules hold for private endpoints too", () => {
  const policies = Object.fromEntries(subnets.map((s) => [s.attributes.name, s.attributes.private_endpoint_network_policies]));
  expect(policies).toMatchObject({ privateEndpoints: "NetworkSecurityGroupEnabled", nodes: "Disabled" });
});

test("what a service fills itself is given to it", () => {
  const delegated = Object.fromEntries(
    subnets.flatMap((s) => {
      const [delegation] = (s.attributes.delegation ?? []) as { readonly service_delegation: { readonly name: string } }[];
      return delegation ? [[s.attributes.name, delegation.service_delegation.name]] : [];
    }),
  );
  expect(delegated).toEqual({ apiServer: "Microsoft.ContainerService/managedClusters", functions: "Microsoft.App/environments" });
});

test("every zone is linked to the network, registers nothing, and the region's name is filled in", () => {
  const zones = made.all("azurerm_private_dns_zone").map((z) => String(z.attributes.name));
  expect(zones).toHaveLength(Object.keys(PRIVATE_ZONES).length);
  expect(zones).toContain("privatelink.westeurope.azmk8s.io");
  for (const zone of zones) expect(zone).toMatch(/^privatelink(\.[a-z0-9-]+)+$/);
  const links = made.all("azurerm_private_dns_zone_virtual_network_link");
  expect(links).toHaveLength(zones.length);
  for (const link of links) expect(link.attributes).toMatchObject({ registration_enabled: false });
});
