import { valuesAt } from "../../../constructs/policy/setting";
import type { Change } from "../changes";
import type { Level } from "../levels";
import { partsThatDiffer } from "./setting";

interface Words {
  readonly what: string;
  readonly level: Level;
}

/** Permissions by which who has them can give themselves others, or pass by a review. */
const GREAT =
  /^(PolicyExempt|PullRequestBypassPolicy|ForcePush|ManagePermissions|EditPolicies|DeleteRepository|RenameRepository|EditBuildDefinition|DeleteBuildDefinition|AdministerBuildPermissions|OverrideBuildCheckInValidation)$/;

const isAllow = (value: unknown): boolean => /^allow$/i.test(String(value));
const isDeny = (value: unknown): boolean => /^deny$/i.test(String(value));
const named = (value: unknown): string => (value === undefined || value === null ? "somebody" : String(value));

/** Permissions that are given, or denied no longer. */
function permitted(change: Change): readonly Words[] {
  if (!/^azuredevops_.*permissions$/.test(change.terraformType)) return [];
  const to = `to ${named(change.after.principal)}`;
  const all = Object.entries((valuesAt(change.after, ["permissions"])[0] ?? {}) as object).filter(([, v]) => isAllow(v));
  const given = all.map(([name]) => name);
  if (change.action === "create") {
    const level = given.some((name) => GREAT.test(name)) ? "high" : "medium";
    return given.length === 0 ? [] : [{ what: `allows ${given.join(", ")} ${to}`, level }];
  }
  const differ = partsThatDiffer(change);
  if (differ.some(({ path }) => ["principal", "path", "repository_id"].includes(path)))
    return [{ what: `now allows ${given.join(", ")} ${to}, and what it denied is denied elsewhere`, level: "high" }];
  return differ
    .filter(({ path, before, after, unknown }) => path.startsWith("permissions.") && (isDeny(before) || isAllow(after) || unknown))
    .map(({ path, before, after, unknown }) => {
      const now = unknown ? "may allow" : isAllow(after) ? "allows" : "no longer denies";
      const was = isDeny(before) && now !== "no longer denies" ? ", which it denied" : "";
      return { what: `${now} ${path.slice("permissions.".length)} ${to}${was}`, level: "high" };
    });
}

/** Who is put into a group. Which one it is, only its descriptor says: it may be the administrators'. */
function joined(change: Change): readonly Words[] {
  if (change.terraformType !== "azuredevops_group_membership") return [];
  const was = change.before.group === change.after.group ? valuesAt(change.before, ["members"]).map(String) : [];
  const members = valuesAt(change.after, ["members"]).map(String);
  const isNew = members.filter((member) => !was.includes(member));
  const who = isNew.length === 0 ? [] : [`puts ${isNew.join(", ")} into the group ${named(change.after.group)}`];
  return who.map((what) => ({ what: `${what}, which may be the administrators'`, level: "high" }));
}

/** What a pipeline may use that it was not given before. */
function authorized(change: Change): readonly Words[] {
  if (!/^azuredevops_(pipeline|resource)_authorization$/.test(change.terraformType)) return [];
  const { type, resource_id, pipeline_id, definition_id } = change.after;
  if (change.action === "update" && partsThatDiffer(change).length === 0) return [];
  const pipeline = pipeline_id ?? definition_id;
  const who = pipeline === undefined || pipeline === null ? "every pipeline" : `pipeline ${pipeline}`;
  const level = type === "queue" || type === "variablegroup" || type === "environment" ? "medium" : "high";
  const what = `lets ${who} use the ${named(type)} ${named(resource_id)}`;
  return [{ what, level: who === "every pipeline" ? "high" : level }];
}

/** Ways into other systems, which pipelines are then given. */
const connected = (change: Change): readonly Words[] =>
  change.action === "create" && /^azuredevops_serviceendpoint_/.test(change.terraformType)
    ? [{ what: "is a way from pipelines to somewhere else that was not there", level: "medium" }]
    : [];

/** Who may do more in Azure DevOps by what a change makes. */
export const devopsRights = (change: Change): readonly Words[] => [
  ...permitted(change),
  ...joined(change),
  ...authorized(change),
  ...connected(change),
];
