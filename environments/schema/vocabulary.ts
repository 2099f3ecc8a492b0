/** Forms that several parts of an environment's file share. */

export const id = {
  type: "string",
  pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
} as const;

/** A range of addresses; that it begins at its first address is checked beside the schema. */
export const range = { type: "string", pattern: "^\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}$" } as const;

export const emails = { type: "array", minItems: 1, uniqueItems: true, items: { type: "string", format: "email" } } as const;

export const days = (minimum: number, maximum: number) => ({ type: "integer", minimum, maximum }) as const;

export const count = (minimum: number, maximum: number) => ({ type: "integer", minimum, maximum }) as const;
