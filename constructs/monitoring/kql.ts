/** A text as KQL writes it. */
export const text = (value: string): string => `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/**
 * A figure as KQL writes it: what arithmetic adds behind the twelfth digit (1 − 0.995) is left out.
 * @throws RangeError for what is no finite number
 */
export function figure(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`expected a finite number for a query, got ${value}`);
  return String(Number(value.toPrecision(12)));
}

/** A list or an object as KQL writes it. */
export const dynamic = (value: readonly unknown[] | Readonly<Record<string, unknown>>): string => `dynamic(${JSON.stringify(value)})`;

/** The lines of a query; what is undefined is left out. */
export const lines = (...parts: readonly (string | undefined)[]): string => parts.filter((p) => p !== undefined).join("\n");
