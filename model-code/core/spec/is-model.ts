import addFormats from "ajv-formats";
import { compileSchema } from "./compile-schema";
import { MODEL_SCHEMA, type ModelSpec } from "./model-schema";

export const OPTIONS = { allErrors: true, useDefaults: true, discriminator: true, verbose: true, allowUnionTypes: true } as const;

/** Whether a value is what a model.yaml may hold; defaults are filled in. Where the code is bundled, `compiledCheck` takes this file's place. */
export const isModel = compileSchema<ModelSpec>(MODEL_SCHEMA, OPTIONS, addFormats);
