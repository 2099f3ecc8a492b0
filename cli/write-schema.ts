import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENVIRONMENT_SCHEMA, SHARED_SCHEMA } from "../environments/schema";
import { MODEL_SCHEMA } from "../model-code/core/spec/model-schema";
import { ROOT } from "./paths";

/** Schemas as files, by which editors complete and check what people write. */
export const SCHEMA_FILES: Readonly<Record<string, object>> = {
  "model-code/core/spec/model.schema.json": MODEL_SCHEMA,
  "environments/schema/environment.schema.json": ENVIRONMENT_SCHEMA,
  "environments/schema/shared.schema.json": SHARED_SCHEMA,
};

export const schemaText = (schema: object = MODEL_SCHEMA): string => `${JSON.stringify(schema, null, 2)}\n`;

if (require.main === module) for (const [file, schema] of Object.entries(SCHEMA_FILES)) writeFileSync(join(ROOT, file), schemaText(schema));
