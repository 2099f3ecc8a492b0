import type { Element, Json } from "./rule";

/** One attribute that must have one of some values. */
export interface Setting {
  readonly types: readonly string[];
  /** `site_config.minimum_tls_version`; for azapi from `body` on. */
  readonly path: string;
  readonly allowed: readonly (string | boolean)[];
  /** What Azure takes where nothing is said. */
  readonly unset: string | boolean;
}

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** All values at a path; a block may be an object, or a list of them. Nothing where a step is missing. */
export function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [step, ...rest] = path;
  if (step === undefined) return value === undefined || value === null ? [] : [value];
  return isObject(value) ? valuesAt(value[step], rest) : [];
}

/** The value at a path, or undefined. */
export const valueAt = (element: Element, path: string): unknown => valuesAt(element.attributes, path.split("."))[0];

/** Whether an element is of one of some types, in whatever case either is written. */
export const isOneOf = (element: Element, types: Iterable<string>): boolean => {
  const own = element.type.toLowerCase();
  for (const type of types) if (type.length === own.length && type.toLowerCase() === own) return true;
  return false;
};

/** Whether an element makes what its type says, rather than change or call what another made. */
export const isMade = ({ terraformType }: Element): boolean =>
  terraformType !== "azapi_update_resource" && terraformType !== "azapi_resource_action";

/**
 * The settings of an element's type that have another value than allowed, in words. An expression counts as another value; a change of
 * what another made leaves what it does not say.
 */
export const brokenSettings = (element: Element, settings: readonly Setting[]): readonly string[] =>
  settings
    .filter((setting) => isOneOf(element, setting.types))
    .flatMap(({ path, allowed, unset }) => {
      const given = valuesAt(element.attributes, path.split("."));
      const values = given.length > 0 || !isMade(element) ? given : [unset];
      const broken = values.filter((value) => !allowed.some((a) => a === value));
      const name = path.replace(/^body\.(properties\.)?/, "");
      return broken.map((value) => (given.length > 0 ? `${name} ${JSON.stringify(value)}` : `no ${name}, for which Azure takes ${unset}`));
    });

/** Every value in a document whose key fits, with the key. */
export function findKeys(value: unknown, key: RegExp): readonly (readonly [string, unknown])[] {
  const found: [string, unknown][] = [];
  const search = (within: unknown): void => {
    if (Array.isArray(within)) within.forEach(search);
    else if (isObject(within))
      for (const [k, v] of Object.entries(within)) {
        if (key.test(k)) found.push([k, v]);
        search(v);
      }
  };
  search(value);
  return found;
}
