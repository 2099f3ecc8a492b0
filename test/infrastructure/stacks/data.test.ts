import { environment, places, synthPlatform } from "../../support/platform";
import type { Json, Synthesized } from "../../support/synth";

const inData = (platform: Synthesized, type: string) =>
  platform
    .all(type)
    .filter((r) => r.stack.endsWith("-data"))
    .map((r) => r.attributes);
const dev = synthPlatform({ environments: [environment()] });
const { environments } = places();
const prod = synthPlatform({ environments: environments.filter((e) => e.name === "prod") });

describe("the lake", () => {
  const ages = (platform: Synthesized) => {
    const [policy] = inData(platform, "azurerm_storage_management_policy");
    const rules = policy?.rule as { readonly name: string; readonly actions: { readonly base_blob: Json } }[];
    return Object.fromEntries(rules.map((r) => [r.name.replace("-by-age", ""), r.actions.base_blob]));
  };
  const DELETE = "delete_after_days_since_modification_greater_than";
  const COOL = "tier_to_cool_after_days_since_modification_greater_than";

  test("keeps each zone for as long as the environment says", () => {
    const { retention } = environment();
    expect(ages(dev)).toEqual({
      // market-volatility is trained here, on all that is delivered
      raw: { [DELETE]: 1825, [COOL]: 60 },
      "raw-captured": { [DELETE]: retention.rawDays, [COOL]: 60 },
      quarantine: { [DELETE]: retention.rawDays, [COOL]: 60 },
      curated: { [COOL]: 60 },
      features: { [COOL]: 60 },
      predictions: { [DELETE]: retention.predictionsDays },
      "curated-market-volatility": { [DELETE]: 180, [COOL]: 60 },
      "features-market-volatility": { [DELETE]: 180, [COOL]: 60 },
    });
  });

  test("never lets packages, releases or the audit log grow out of date by themselves", () => {
    for (const zone of ["models", "releases", "audit"]) expect(Object.keys(ages(prod))).not.toContain(zone);
  });

  test("locks the audit log where the environment says so, and nowhere else", () => {
    for (const env of environments) {
      const [policy] = inData(synthPlatform({ environments: [env] }), "azurerm_storage_container_immutability_policy");
      expect([env.name, policy?.locked, policy?.immutability_period_in_days]).toEqual([
        env.name,
        env.retention.auditLocked,
        env.retention.auditDays,
      ]);
      expect(env.retention.auditLocked).toBe(env.name === "prod");
    }
  });
});

test("events are captured into raw as the identity that moves data, which the namespace has as well", () => {
  const [namespace] = inData(dev, "azurerm_eventhub_namespace");
  const [hub] = inData(dev, "Microsoft.EventHub/namespaces/eventhubs");
  const identity = (namespace?.identity as { readonly identity_ids: readonly string[] } | undefined)?.identity_ids[0];
  expect(identity).toMatch(/^\$\{azurerm_user_assigned_identity\.DataMovement_/);
  expect(hub?.body).toMatchObject({
    properties: {
      captureDescription: {
        destination: {
          identity: { userAssignedIdentity: identity },
          properties: { blobContainer: "raw", storageAccountResourceId: expect.stringContaining("Lake_Account") },
        },
      },
    },
  });
});

test("in public nothing stands in a network; in private every service has an address in ours, and none on the internet", () => {
  expect(inData(dev, "azurerm_private_endpoint")).toEqual([]);
  expect(inData(dev, "azurerm_data_factory_managed_private_endpoint")).toEqual([]);
  const reached = inData(prod, "azurerm_private_endpoint").map(
    (e) => (e.private_service_connection as { readonly subresource_names: readonly string[] }).subresource_names[0],
  );
  expect(reached.sort()).toEqual(["blob", "dataFactory", "dfs", "namespace", "portal"]);
  for (const type of ["azurerm_storage_account", "azurerm_eventhub_namespace"])
    for (const attributes of inData(prod, type)) expect(attributes.public_network_access_enabled).toBe(false);
  expect(inData(prod, "azurerm_data_factory")[0]?.public_network_enabled).toBe(false);
});

test("a self-hosted runtime is there where the environment asks for one, and no key of it anywhere", () => {
  const type = "Microsoft.DataFactory/factories/integrationRuntimes";
  expect(inData(dev, type)).toEqual([]);
  const made = synthPlatform({ environments: [environment({ selfHostedRuntime: true })] });
  expect(inData(made, type)).toHaveLength(1);
  expect(JSON.stringify([...made.stacks.values()])).not.toContain("authorization_key");
});
