/** The process's environment variables. */
export type Variables = Readonly<Record<string, string | undefined>>;

const NIL = "00000000-0000-0000-0000-000000000000";

/** Ids that a file may leave at zeros, and the variables that fill them in; a variable with the environment's name comes first. */
export const FILLED_IN = [
  { path: ["subscription"], variable: "AZURE_SUBSCRIPTION_ID" },
  { path: ["tenant"], variable: "AZURE_TENANT_ID" },
  { path: ["groups", "platform"], variable: "AZURE_PLATFORM_GROUP_ID" },
  { path: ["groups", "dataScience"], variable: "AZURE_DATA_SCIENCE_GROUP_ID" },
  { path: ["groups", "readers"], variable: "AZURE_READERS_GROUP_ID" },
  { path: ["groups", "approvers"], variable: "AZURE_APPROVERS_GROUP_ID" },
] as const;

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => value !== null && typeof value === "object" && !Array.isArray(value);

/** Replaces zeros by the variables' values, in place; what a file gives is left alone. */
export function fillIn(document: unknown, name: string, variables: Variables): void {
  for (const { path, variable } of FILLED_IN) {
    const key = path[path.length - 1] ?? "";
    const holder = path.slice(0, -1).reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), document);
    const value = variables[`${variable}_${name.toUpperCase()}`] ?? variables[variable];
    if (isObject(holder) && holder[key] === NIL && value) holder[key] = value.toLowerCase();
  }
}
