import addFormats from "ajv-formats";
import { parseDocument } from "yaml";
import { BadInput } from "../problem";
import { checkSpec } from "./check-spec";
import { compileSchema } from "./compile-schema";
import { MODEL_SCHEMA, type ModelSpec } from "./model-schema";
import { schemaProblem } from "./schema-problem";

const holds = compileSchema<ModelSpec>(
  MODEL_SCHEMA,
  { allErrors: true, useDefaults: true, discriminator: true, verbose: true, allowUnionTypes: true },
  addFormats,
);

/**
 * Reads a model.yaml.
 * @param text the file's content
 * @param file its name, for messages
 * @throws BadInput with every problem at once
 */
export function parseModel(text: string, file: string): ModelSpec {
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0)
    throw new BadInput(
      file,
      document.errors.map((e) => ({
        where: `${file} line ${e.linePos?.[0].line ?? "?"}`,
        expected: "YAML",
        got: e.message.split("\n")[0] ?? "",
        remedy: "Correct the syntax.",
      })),
    );
  const value: unknown = document.toJS();
  if (!holds(value))
    throw new BadInput(
      file,
      (holds.errors ?? []).map((e) => schemaProblem(e, file)),
    );
  const problems = checkSpec(value, file);
  if (problems.length > 0) throw new BadInput(file, problems);
  return value;
}
