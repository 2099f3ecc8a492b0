import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { MODEL_SCHEMA } from "../model-code/core/spec/model-schema";
import { ROOT } from "./paths";

/** The schema as a file, by which editors complete and check a model.yaml. */
export const schemaText = (): string => `${JSON.stringify(MODEL_SCHEMA, null, 2)}\n`;

if (require.main === module) writeFileSync(join(ROOT, "model-code/core/spec/model.schema.json"), schemaText());
