import { nameOf } from "../../../constructs/naming/name";
import type { Environment, Shared } from "../../../environments/schema";
import { groupBy } from "../../docs/group-by";
import { type Check, environmentOf, type Surroundings } from "../check";
import { type Finding, ok } from "../finding";
import { type Operation, permissionsIn } from "../permissions";
import { filledIn, scopeOf } from "../subscriptions";

/** What somebody must be able to do, where, and Azure's role that holds it. */
interface Need extends Operation {
  readonly role: string;
  readonly on: "subscription" | "state" | "group";
}

const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const may = (role: string, ...names: readonly string[]): readonly Need[] => names.map((name) => ({ name, role, on: "subscription" }));

/** Bootstrap gives roles, makes some and registers providers, which an owner may. */
const BOOTSTRAP = may(
  "Owner",
  ...["Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleDefinitions/write"],
  ...["Microsoft.Authorization/locks/write", "Microsoft.Storage/register/action", "Microsoft.Resources/subscriptions/resourceGroups/write"],
);
const PLAN: readonly Need[] = [
  ...may("Reader", "Microsoft.Resources/subscriptions/resourceGroups/read"),
  { name: `${BLOBS}/read`, onData: true, role: "Storage Blob Data Reader", on: "state" },
];
const DEPLOY: readonly Need[] = [
  ...may("Contributor", "Microsoft.Resources/subscriptions/resourceGroups/write", "Microsoft.MachineLearningServices/workspaces/write"),
  ...may("Role Based Access Control Administrator", "Microsoft.Authorization/roleAssignments/write"),
  ...may("Locks Contributor", "Microsoft.Authorization/locks/write"),
  ...may("Resource Policy Contributor", "Microsoft.Authorization/policyAssignments/write"),
  { name: `${BLOBS}/write`, onData: true, role: "Storage Blob Data Contributor", on: "state" },
];
const PUBLISH: readonly Need[] = [
  { name: "Microsoft.ContainerRegistry/registries/scheduleRun/action", role: "Contributor", on: "group" },
  { name: `${BLOBS}/write`, onData: true, role: "Storage Blob Data Contributor", on: "group" },
];

interface Asked {
  readonly place: Environment | Shared;
  readonly needs: readonly Need[];
}

/** Whose roles a step needs, and where. While no state account is named, bootstrap is what comes next. */
function askedOf(about: Surroundings): Asked {
  const { shared } = about.files().places;
  const place = environmentOf(about) ?? shared;
  if (about.step === "publish") return { place: shared, needs: PUBLISH };
  const isBootstrapped = place.state !== undefined;
  if (about.step === "plan") return { place, needs: isBootstrapped ? PLAN : PLAN.filter((n) => n.on === "subscription") };
  return { place, needs: isBootstrapped ? DEPLOY : BOOTSTRAP };
}

function scopes(place: Environment | Shared): Readonly<Record<Need["on"], string>> {
  const subscription = scopeOf(filledIn(place));
  const group = (purpose?: string) => `${subscription}/resourceGroups/${nameOf("resource-group", place, purpose)}`;
  const { account, container } = place.state ?? { account: "", container: "" };
  const store = `${group("bootstrap")}/providers/Microsoft.Storage/storageAccounts/${account}`;
  return { subscription, group: group(), state: `${store}/blobServices/default/containers/${container}` };
}

/** What who is signed in may do, against what the step asks for. */
export const roles: Check = {
  name: "roles",
  steps: ["publish", "plan", "deploy"],
  async look(about) {
    const { place, needs } = askedOf(about);
    const id = filledIn(place);
    const can = await permissionsIn(about.azure, id);
    const at = scopes(place);
    const me = await about.azure.me(id);
    const byRole = groupBy(needs, (need) => `${need.role} on ${need.on === "subscription" ? id : at[need.on].split("/").at(-1)}`);
    return [...byRole].map(([role, asked]): Finding => {
      const lacking = asked.filter((need) => !can(need, at[need.on]));
      const expected = `what ${role} may`;
      if (lacking.length === 0) return ok(expected, `may ${asked.map((n) => n.name).join(", ")}`, asked[0]!.role);
      const [{ role: name, on }] = lacking as [Need];
      const given = `az role assignment create --assignee ${me} --role "${name}" --scope ${at[on]}`;
      const remedy = needs === DEPLOY ? `Let the pipeline deploy, as deployer; or an owner: ${given}` : `An owner: ${given}`;
      return { status: "missing", of: name, expected, got: `may not ${lacking.map((n) => n.name).join(", ")}`, remedy };
    });
  },
};
