import type { Problem } from "../model-code/core/problem";

/** The process's environment variables. */
export type Variables = Readonly<Record<string, string | undefined>>;

const NIL = "00000000-0000-0000-0000-000000000000";

/** Ids that a file may leave at zeros, and the variables that fill them in; a variable with the environment's name comes first. */
export const FILLED_IN = [
  { path: ["control", "alertApplication", "clientId"], variable: "AZURE_ALERT_CLIENT_ID" },
  { path: ["control", "alertApplication", "objectId"], variable: "AZURE_ALERT_OBJECT_ID" },
  { path: ["subscription"], variable: "AZURE_SUBSCRIPTION_ID" },
  { path: ["tenant"], variable: "AZURE_TENANT_ID" },
  { path: ["groups", "platform"], variable: "AZURE_PLATFORM_GROUP_ID" },
  { path: ["groups", "dataScience"], variable: "AZURE_DATA_SCIENCE_GROUP_ID" },
  { path: ["groups", "readers"], variable: "AZURE_READERS_GROUP_ID" },
  { path: ["groups", "approvers"], variable: "AZURE_APPROVERS_GROUP_ID" },
  { path: ["apps", "scorer"], variable: "AZURE_SCORER_APP_ID" },
] as const;

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => value !== null && typeof value === "object" && !Array.isArray(value);

const holderOf = (document: unknown, path: readonly string[]): unknown =>
  path.slice(0, -1).reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), document);

/** The variables that fill an id in, the first that is set. */
const variablesOf = (variable: string, name: string): readonly string[] => [`${variable}_${name.toUpperCase()}`, variable];

/** Replaces zeros by the variables' values, in place; what a file gives is left alone. */
export function fillIn(document: unknown, name: string, variables: Variables): void {
  for (const { path, variable } of FILLED_IN) {
    const key = path[path.length - 1] ?? "";
    const holder = holderOf(document, path);
    const value = variablesOf(variable, name)
      .map((v) => variables[v])
      .find((v) => v !== undefined);
    if (isObject(holder) && holder[key] === NIL && value) holder[key] = value.toLowerCase();
  }
}

/** The ids of a place, filled in or not, by the variables that fill them in. */
export const idsOf = (place: object): Readonly<Record<string, string>> =>
  Object.fromEntries(
    FILLED_IN.flatMap(({ path, variable }) => {
      const holder = holderOf(place, path);
      const id = isObject(holder) ? holder[path[path.length - 1] ?? ""] : undefined;
      return typeof id === "string" ? [[variable, id]] : [];
    }),
  );

/** Ids that are zeros still: enough to synthesize, test and plan with mocks, and nothing that Azure could deploy to. */
export function leftToFillIn(places: readonly { readonly name: string }[]): readonly Problem[] {
  return places.flatMap((place) =>
    FILLED_IN.flatMap(({ path, variable }) => {
      const holder = holderOf(place, path);
      if (!isObject(holder) || holder[path[path.length - 1] ?? ""] !== NIL) return [];
      return {
        where: `environments/${place.name}.yaml ${path.join("/")}`,
        expected: "an id before anything is deployed",
        got: "zeros",
        remedy: `Write it there, or set ${variablesOf(variable, place.name).join(" or ")}.`,
      };
    }),
  );
}
