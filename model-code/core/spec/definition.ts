import { createHash } from "node:crypto";
import { canonicalJson } from "../canonical-json";
import type { ModelSpec } from "./model-schema";

const LENGTH = 12;

/**
 * The hash of what a model.yaml says, defaults filled in: the tag `definition` of all that is made of it. Layout and comments do not count.
 * @returns the first twelve digits of the sha256, hexadecimal
 */
export const definitionOf = (spec: ModelSpec): string => createHash("sha256").update(canonicalJson(spec)).digest("hex").slice(0, LENGTH);
