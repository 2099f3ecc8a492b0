import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { KEEPS_DATA } from "../../constructs/policy/types";
import { frozen } from "../support/frozen";
import { synthIn } from "../support/platform";
import { reviewed } from "../support/reviewed";
import { statefulProblem } from "../support/stateful";
import type { Resource } from "../support/synth";

const FILE = "test/infrastructure/frozen/stateful-addresses.txt";
const HEAD = "Addresses of all that holds data. A line that goes is a store that Terraform would destroy.";
/** What loses something when it is made anew, besides what keeps data for years: events on their way. */
const ALSO = ["azurerm_eventhub_namespace", "Microsoft.EventHub/namespaces/eventhubs"];

const azureType = ({ type, attributes }: Resource) => (type === "azapi_resource" ? String(attributes.type).split("@")[0]! : type);

test("nothing that holds data is renamed or left out unnoticed", () => {
  const lines = reviewed()
    .resources.filter((r) => KEEPS_DATA.has(azureType(r)) || ALSO.includes(azureType(r)))
    .map((r) => `${r.stack} ${r.address}`)
    .sort();
  expect(lines.length).toBeGreaterThan(30);
  const problem = statefulProblem(frozen(FILE, HEAD, lines));
  if (problem !== undefined) throw new Error(problem);
});

describe("a renamed store", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "frozen-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("is told by its old address, with the way to keep its state", () => {
    const file = join(folder, "addresses.txt");
    writeFileSync(file, "# head\ndev-data azurerm_storage_account.Lake\ndev-ml azurerm_key_vault.Vault\n");
    const compared = frozen(file, "head", ["dev-data azurerm_storage_account.Pond", "dev-ml azurerm_key_vault.Vault"], false);
    expect(compared).toEqual({ gone: ["dev-data azurerm_storage_account.Lake"], added: ["dev-data azurerm_storage_account.Pond"] });
    expect(statefulProblem(compared)).toMatch(
      /would destroy these[\s\S]*\n {2}dev-data azurerm_storage_account\.Lake\n[\s\S]*moveFromId\(/,
    );
    expect(statefulProblem({ gone: [], added: compared.added })).toContain("npm run test:update");
    expect(statefulProblem({ gone: [], added: [] })).toBeUndefined();
  });

  test("keeps its state as the message says", () => {
    const stack = synthIn((scope) =>
      new ResourceGroup(scope, "New", { name: "rg", location: "westeurope" }).moveFromId("azurerm_resource_group.Old"),
    ).stack("test");
    expect(stack.moved).toEqual([{ from: "azurerm_resource_group.Old", to: "azurerm_resource_group.New" }]);
  });
});
