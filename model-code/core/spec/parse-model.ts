import Ajv, { type ErrorObject } from "ajv";
import addFormats from "ajv-formats";
import { parseDocument } from "yaml";
import { BadInput, type Problem } from "../problem";
import { checkSpec } from "./check-spec";
import { MODEL_SCHEMA, type ModelSpec } from "./model-schema";

const ajv = new Ajv({ allErrors: true, useDefaults: true, discriminator: true, verbose: true, allowUnionTypes: true });
addFormats(ajv);
const holds = ajv.compile<ModelSpec>(MODEL_SCHEMA);

const shown = (value: unknown) => {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
};

/** Says an ajv error as a person would. */
function toProblem(error: ErrorObject, file: string): Problem {
  const path = error.instancePath.slice(1);
  const where = `${file} ${path}`.trim();
  const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
  const hint = (error.parentSchema as { description?: string } | undefined)?.description;
  switch (error.keyword) {
    case "additionalProperties":
      return { where, expected: `one of the keys ${known.join(", ")}`, got: `the unknown key "${error.params.additionalProperty}"`, remedy: "Remove it or correct its name." };
    case "required":
      return { where, expected: `the key "${error.params.missingProperty}"`, got: "none", remedy: `Add ${error.params.missingProperty}.` };
    case "enum":
      return { where, expected: `one of ${error.params.allowedValues.join(", ")}`, got: shown(error.data), remedy: hint ?? "Take one of these." };
    case "discriminator":
      return { where: `${where}/${error.params.tag}`, expected: "a known kind", got: shown(error.params.tagValue), remedy: "Correct it; the schema lists the kinds." };
    default:
      return { where, expected: `${error.message?.replace(/^must /, "") ?? error.keyword}`.replace(/^be /, ""), got: shown(error.data), remedy: hint ?? "Correct it." };
  }
}

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
      document.errors.map((e) => ({ where: `${file} line ${e.linePos?.[0].line ?? "?"}`, expected: "YAML", got: e.message.split("\n")[0] ?? "", remedy: "Correct the syntax." })),
    );
  const value: unknown = document.toJS();
  if (!holds(value)) throw new BadInput(file, (holds.errors ?? []).map((e) => toProblem(e, file)));
  const problems = checkSpec(value, file);
  if (problems.length > 0) throw new BadInput(file, problems);
  return value;
}
