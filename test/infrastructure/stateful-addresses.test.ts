import { KEEPS_DATA } from "../../constructs/policy/rules/unprotected-data";
import { frozen } from "../support/frozen";
import { reviewed } from "../support/reviewed";
import type { Resource } from "../support/synth";

const FILE = "test/infrastructure/frozen/stateful-addresses.txt";
/** What loses something when it is made anew, besides what keeps data for years: events on their way. */
const ALSO = ["azurerm_eventhub_namespace", "Microsoft.EventHub/namespaces/eventhubs"];

const azureType = ({ type, attributes }: Resource) => (type.startsWith("azapi_") ? String(attributes.type).split("@")[0]! : type);

test("nothing that holds data is renamed or left out unnoticed", () => {
  const lines = reviewed()
    .resources.filter((r) => KEEPS_DATA.has(azureType(r)) || ALSO.includes(azureType(r)))
    .map((r) => `${r.stack} ${r.address}`)
    .sort();
  expect(lines.length).toBeGreaterThan(30);
  const { gone, added } = frozen(
    FILE,
    "Addresses of all that holds data. A line that goes is a store that Terraform would destroy.",
    lines,
  );
  if (gone.length > 0)
    throw new Error(
      [
        "Terraform would destroy these, with what they hold, and make empty ones under their new address:",
        ...gone.map((line) => `  ${line}`),
        'If it is a rename, keep the state: call moveFromId("<old address>") on the resource, which writes a `moved` block.',
        "If the data shall go, say so where it is reviewed. Then run `npm run test:update` and commit the file.",
      ].join("\n"),
    );
  if (added.length > 0)
    throw new Error(
      ["New, and not yet in the file:", ...added.map((line) => `  ${line}`), "Run `npm run test:update` and commit it."].join("\n"),
    );
});
