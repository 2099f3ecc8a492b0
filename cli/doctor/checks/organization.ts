import type { Check } from "../check";
import { ok } from "../finding";

/** Azure DevOps' own application in every tenant. */
const AZURE_DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798";

/** The organization of Azure DevOps is named, and takes who is signed in. */
export const organization: Check = {
  name: "organization",
  steps: ["devops"],
  async look(about) {
    const { devops } = about.files().places.shared;
    const expected = "an organization of Azure DevOps that who is signed in can use";
    if (devops === undefined)
      return [{ status: "missing", expected, got: "no devops in environments/shared.yaml", remedy: "Write it there: docs/devops.md." }];
    const status = await about.azure.status(`${devops.organization}/_apis/projects?api-version=7.1`, AZURE_DEVOPS);
    if (status === 200) return [ok(expected, devops.organization)];
    const remedy = `Correct devops.organization of environments/shared.yaml, or be made a member of it: ${devops.organization}/_settings/users`;
    return [{ status: "missing", expected, got: `${devops.organization} answered ${status}`, remedy }];
  },
};
