/** Attributes of a resource, as Terraform has them. */
export type Attributes = Readonly<Record<string, unknown>>;

/** A value within attributes; of a block, which is a list, its first. */
export function at(attributes: Attributes, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => {
    const block: unknown = Array.isArray(value) ? value[0] : value;
    return typeof block === "object" && block !== null ? (block as Attributes)[key] : undefined;
  }, attributes);
}

/** @returns undefined for what is no number, an expression of Terraform for one */
export function numberAt(attributes: Attributes, path: string): number | undefined {
  const value = at(attributes, path);
  return typeof value === "number" ? value : undefined;
}

export const textAt = (attributes: Attributes, path: string): string => String(at(attributes, path) ?? "");
