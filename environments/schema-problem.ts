import type { ErrorObject } from "ajv";
import type { Problem } from "../model-code/core/problem";

const shown = (value: unknown) => JSON.stringify(value) ?? "nothing";

/** Says an error of a schema as a person would. */
export function schemaProblem(error: ErrorObject, file: string): Problem {
  const schema = error.parentSchema as { readonly properties?: object; readonly description?: string } | undefined;
  const where = `environments/${file} ${error.instancePath.slice(1)}`.trim();
  const remedy = schema?.description ?? "Correct it.";
  switch (error.keyword) {
    case "additionalProperties":
      return {
        where,
        expected: `one of the keys ${Object.keys(schema?.properties ?? {}).join(", ")}`,
        got: `the unknown key "${error.params.additionalProperty}"`,
        remedy: "Remove it or correct its name.",
      };
    case "required":
      return { where, expected: `the key "${error.params.missingProperty}"`, got: "none", remedy: `Add ${error.params.missingProperty}.` };
    case "enum":
      return { where, expected: `one of ${error.params.allowedValues.join(", ")}`, got: shown(error.data), remedy };
    default:
      return { where, expected: error.message?.replace(/^must (be )?/, "") ?? error.keyword, got: shown(error.data), remedy };
  }
}
