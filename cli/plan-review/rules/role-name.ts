import { ROLES } from "../../../constructs/roles/table";

const BY_ID: ReadonlyMap<string, string> = new Map(
  Object.values(ROLES).flatMap((role) => ("id" in role ? [[role.id, role.name] as const] : [])),
);
const idIn = (text: string): string => /[0-9a-f-]{36}$/.exec(text.toLowerCase())?.[0] ?? "";

/** Whether a text ends in the id of a role that the platform knows. */
export const isBuiltInId = (text: string): boolean => BY_ID.has(idIn(text));

/** The name of a role by its id, or the id. */
export const roleNameOf = (id: string): string => BY_ID.get(idIn(id)) ?? id;
