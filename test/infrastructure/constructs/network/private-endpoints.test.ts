import { PrivateEndpoints } from "../../../../constructs/network/private-endpoints";
import { PRIVATE_LINKS, PRIVATE_ZONE_KEYS, type PrivateService, type PrivateZone } from "../../../../constructs/network/private-links";
import { synthIn } from "../../../support/platform";

const target = { key: "Lake", id: "/lake" };
const zones = Object.fromEntries(PRIVATE_ZONE_KEYS.map((key) => [key, `/zones/${key}`])) as Record<PrivateZone, string>;
const closed = { mode: "private", subnets: { privateEndpoints: "/endpoints" }, zones } as const;
const place = { location: "westeurope", resourceGroup: "g", nameOf: (purpose: string) => `pep-${purpose}` };

const made = (add: (endpoints: PrivateEndpoints) => void, network: ConstructorParameters<typeof PrivateEndpoints>[2]["network"] = closed) =>
  synthIn((stack) => add(new PrivateEndpoints(stack, "Endpoints", { ...place, network }))).all("azurerm_private_endpoint");

test.each(Object.keys(PRIVATE_LINKS) as PrivateService[])(
  "%s: one part of the resource, approved at once, found in its zones",
  (service) => {
    const [endpoint, ...more] = made((endpoints) => endpoints.add(target, service));
    expect(more).toEqual([]);
    expect(endpoint?.attributes).toMatchObject({
      subnet_id: "/endpoints",
      private_service_connection: {
        private_connection_resource_id: "/lake",
        is_manual_connection: false,
        subresource_names: [PRIVATE_LINKS[service].subresource],
      },
      private_dns_zone_group: { private_dns_zone_ids: PRIVATE_LINKS[service].zones.map((zone) => `/zones/${zone}`) },
    });
  },
);

test("a name is Azure's: lower-case with dashes", () => {
  const [endpoint] = made((endpoints) => endpoints.add({ key: "EventHubs", id: "/e" }, "eventHubs"));
  expect(endpoint?.attributes.name).toBe("pep-event-hubs-event-hubs");
});

test("the same part asked for twice is one endpoint, two parts are two", () => {
  const endpoints = made((e) => {
    for (const service of ["blob", "blob", "dfs"] as const) e.add(target, service);
  });
  expect(endpoints).toHaveLength(2);
});

test("in a public environment there is none", () => {
  expect(made((endpoints) => endpoints.add(target, "blob"), { mode: "public" })).toEqual([]);
});

test("a network that lacks the zone is refused by name", () => {
  const make = () => made((endpoints) => endpoints.add(target, "machineLearning"), { ...closed, zones: { machineLearning: "/z" } });
  expect(make).toThrow("test/Endpoints: the network has no zone for machineLearning; add machineLearning, notebooks.");
});
