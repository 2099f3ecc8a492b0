import { findKeys, valuesAt } from "../../../constructs/policy/setting";
import type { Change } from "../changes";
import { inWords } from "./setting";

/** Settings of a function app, by name, that say who is let in and what is written down; and what follows from another value. */
export const SAFEGUARDS: readonly (readonly [name: RegExp, so: string])[] = [
  [/^AUTH_/, "others are let in"],
  [/^(LOGS_ENDPOINT|LOG_REQUESTS|.*_RULE_ID|APPLICATIONINSIGHTS_.*)$/, "what it does may be written down no longer"],
];
/** Likewise, that say as whom it acts and whose code it runs. */
export const POWERS: readonly (readonly [name: RegExp, so: string])[] = [
  [/_CLIENT_ID$|__clientId$/, "it acts as another identity"],
  [/^(PACKAGES_URL|STORE_URL|AzureWebJobsStorage__accountName)$/, "what it runs or believes may come from somewhere else"],
];

type Item = Readonly<Record<string, unknown>>;
const byName = (attributes: Item): ReadonlyMap<string, unknown> =>
  new Map(
    findKeys(attributes, /^appSettings$/)
      .flatMap(([, list]) => valuesAt(list, []) as readonly Item[])
      .map(({ name, value }) => [String(name), value]),
  );

/** What follows from the settings that a function app no longer has as they were, whatever their place in the list. */
export function settingsThatChange(table: typeof SAFEGUARDS, change: Change): readonly string[] {
  if (change.type !== "Microsoft.Web/sites" || change.action === "create") return [];
  const now = byName(change.after);
  return [...byName(change.before)].flatMap(([name, before]) => {
    const so = table.find(([pattern]) => pattern.test(name))?.[1];
    const after = now.get(name);
    if (so === undefined || before === after || change.action === "delete") return [];
    return [`${inWords({ path: name, before, after, unknown: false, secret: false })}: ${so}`];
  });
}
