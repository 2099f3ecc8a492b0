import type { ErrorObject } from "ajv";

/** Whether the schema found nothing wrong with a part, `network/addresses`, so that a check may read it. */
export type Sound = (path: string) => boolean;

const valueAt = (document: unknown, path: string): unknown =>
  path
    .split("/")
    .reduce<unknown>((at, step) => (at !== null && typeof at === "object" ? (at as Record<string, unknown>)[step] : undefined), document);

/** A key that is one too many spoils nothing of what stands beside it. */
const spoils = (error: ErrorObject): boolean => error.keyword !== "additionalProperties";

/** Tells the sound parts of a document from those that the schema refuses: one mistake must not hide another. */
export function soundParts(document: unknown, errors: readonly ErrorObject[]): Sound {
  const spoilt = errors.filter(spoils).map((e) => e.instancePath);
  return (path) => valueAt(document, path) !== undefined && !spoilt.some((s) => s === `/${path}` || s.startsWith(`/${path}/`));
}
