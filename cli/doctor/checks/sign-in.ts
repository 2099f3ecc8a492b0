import { type Check, placesOf } from "../check";
import { CouldNotAsk, ok } from "../finding";

const NIL = /^0{8}-/;

/** The Azure CLI is there, and somebody is signed in to it, in the tenant of the files. */
export const signIn: Check = {
  name: "az",
  steps: ["publish", "plan", "deploy", "devops"],
  async look(about) {
    const expected = "the Azure CLI on PATH";
    if ((await about.run("az", "version", "--output", "none")) === undefined) {
      const remedy = "Install it: https://learn.microsoft.com/cli/azure/install-azure-cli";
      return [{ status: "missing", expected, got: "none", remedy }];
    }
    const tenant = placesOf(about).at(-1)!.tenant;
    const there = NIL.test(tenant) ? "" : ` --tenant ${tenant}`;
    const account = await about.azure.account();
    const signed = { of: "login", expected: NIL.test(tenant) ? "somebody signed in" : `somebody signed in to tenant ${tenant}` };
    if (account === undefined) return [ok(expected, "there"), { ...signed, status: "missing", got: "nobody", remedy: `az login${there}` }];
    if (account.user?.name === undefined) throw new CouldNotAsk("az account show does not say who is signed in");
    if (there !== "" && account.tenantId !== tenant)
      return [
        ok(expected, "there"),
        { ...signed, status: "missing", got: `${account.user.name} in tenant ${account.tenantId}`, remedy: `az login${there}` },
      ];
    return [ok(expected, "there"), ok(signed.expected, account.user.name, "login")];
  },
};
