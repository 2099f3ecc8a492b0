/** A number in JSON, as protobuf's JSON mapping has it, and so MLflow: what JSON lacks is a string. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";

export const toJsonNumber = (value: number): JsonNumber => (Number.isFinite(value) ? value : (String(value) as JsonNumber));

export const fromJsonNumber = (value: JsonNumber): number => Number(value);
