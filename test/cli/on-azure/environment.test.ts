import { azureEnvironment, partsOf } from "../../../cli/on-azure/environment";
import { whoIsThis } from "../../../cli/who";
import { places, synthPlatform } from "../../support/platform";

test("an environment is where its stacks put it", () => {
  const { shared, environments } = places();
  const platform = synthPlatform();
  const named = (stack: string, type: string) => platform.all(type).flatMap((r) => (r.stack === stack ? [String(r.attributes.name)] : []));
  for (const env of environments) {
    const { store, packages, control } = partsOf(env, shared);
    const account = (url: string) => new URL(url).hostname.replace(".blob.core.windows.net", "");
    expect(named(`${env.name}-data`, "azurerm_storage_account")).toEqual([account(store)]);
    expect(named("shared", "azurerm_storage_account")).toEqual([account(packages)]);
    expect(named(`${env.name}-control`, "Microsoft.Web/sites")).toContain(control.name);
    expect(named(`${env.name}-foundation`, "azurerm_resource_group")).toContain(control.resourceGroup);
  }
});

test("ids that the files leave at zeros come from variables, the environment's own first", async () => {
  const [all, own] = ["1", "2"].map((n) => `${n.repeat(8)}-1111-1111-1111-111111111111`);
  const found = await azureEnvironment("dev", { AZURE_SUBSCRIPTION_ID: all, AZURE_SUBSCRIPTION_ID_DEV: own });
  expect(found.subscription).toBe(own);
  // another subscription has other names
  const { shared, environments } = places();
  const zeros = partsOf(environments.find((e) => e.name === "dev")!, shared);
  expect(found.store).not.toBe(zeros.store);
});

test("in a pipeline the audit says who started it, elsewhere who is at the keyboard", () => {
  const before = { ...process.env };
  try {
    Object.assign(process.env, { TF_BUILD: "True", BUILD_REQUESTEDFOREMAIL: "jane@example.com" });
    expect(whoIsThis()).toBe("jane@example.com");
    process.env.TF_BUILD = "";
    expect(whoIsThis()).not.toBe("jane@example.com");
  } finally {
    process.env = before;
  }
});
