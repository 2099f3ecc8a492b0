import { namesOf } from "../../../environments/check-together";
import { environment, places, synthPlatform } from "../../support/platform";

/** Where Terraform has the names that all of Azure shares. */
const NAMED: readonly (readonly [type: string, attribute: string])[] = [
  ["azurerm_storage_account", "name"],
  ["azurerm_key_vault", "name"],
  ["azurerm_container_registry", "name"],
  ["azurerm_eventhub_namespace", "name"],
  ["azurerm_data_factory", "name"],
  ["azurerm_dashboard_grafana", "name"],
  ["azurerm_kubernetes_cluster", "dns_prefix"],
];

test("names that all of Azure shares are among those by which two places are told apart", () => {
  const { shared } = places();
  const dev = environment({ cluster: { ...environment().cluster, grafana: true } });
  const closed = environment({ network: { ...environment().network, mode: "private" } });
  const known = [shared, dev].flatMap(namesOf);
  const types = new Set<string>();
  for (const env of [dev, closed])
    for (const { type, address, attributes } of synthPlatform({ environments: [env] }).resources)
      for (const [, attribute] of NAMED.filter(([named]) => named === type)) {
        types.add(type);
        expect([address, known.includes(String(attributes[attribute]))]).toEqual([address, true]);
      }
  expect([...types].sort()).toEqual(NAMED.map(([type]) => type).sort());
});
