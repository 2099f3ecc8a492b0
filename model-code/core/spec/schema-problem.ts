import type { ErrorObject } from "ajv";
import type { Problem } from "../problem";

const shown = (value: unknown) => {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
};

/**
 * Says an ajv error as a person would.
 * @param error of a validator with `allErrors` and `verbose`
 * @param file that the value came from
 */
export function schemaProblem(error: ErrorObject, file: string): Problem {
  const path = error.instancePath.slice(1);
  const where = `${file} ${path}`.trim();
  const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
  const hint = (error.parentSchema as { description?: string } | undefined)?.description;
  switch (error.keyword) {
    case "additionalProperties":
      return {
        where,
        expected: `one of the keys ${known.join(", ")}`,
        got: `the unknown key "${error.params.additionalProperty}"`,
        remedy: "Remove it or correct its name.",
      };
    case "required":
      return { where, expected: `the key "${error.params.missingProperty}"`, got: "none", remedy: `Add ${error.params.missingProperty}.` };
    case "enum":
      return {
        where,
        expected: `one of ${error.params.allowedValues.join(", ")}`,
        got: shown(error.data),
        remedy: hint ?? "Take one of these.",
      };
    case "discriminator":
      return {
        where: `${where}/${error.params.tag}`,
        expected: "a known kind",
        got: shown(error.params.tagValue),
        remedy: "Correct it; the schema lists the kinds.",
      };
    default:
      return {
        where,
        expected: `${error.message?.replace(/^must /, "") ?? error.keyword}`.replace(/^be /, ""),
        got: shown(error.data),
        remedy: hint ?? "Correct it.",
      };
  }
}
