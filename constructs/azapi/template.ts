import { Tokenization } from "cdktf";

/** Terraform reads every string as a template; a literal `${` or `%{` (Azure ML's `${{inputs.x}}`) must be doubled. Tokens stay alive. */
export const literalText = (text: string): string => text.replace(/\$\{(?!TfToken\[)/g, "$$$${").replace(/%\{/g, "%%{");

/**
 * The form in which a body is emitted: keys sorted, so that equal bodies are equal text, and literals escaped.
 * Bodies are written as Azure reads them; escaping one by hand would escape it twice.
 */
export function templateBody(value: unknown): unknown {
  if (typeof value === "string") return literalText(value);
  if (Array.isArray(value)) return value.map(templateBody);
  if (value === null || typeof value !== "object" || Tokenization.isResolvable(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, v]) => [literalText(key), templateBody(v)]),
  );
}
