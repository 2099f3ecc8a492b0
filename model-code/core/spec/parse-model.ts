import { parseDocument } from "yaml";
import { BadInput } from "../problem";
import { checkSpec } from "./check-spec";
import { isModel } from "./is-model";
import type { ModelSpec } from "./model-schema";
import { schemaProblem } from "./schema-problem";

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
  if (!isModel(value))
    throw new BadInput(
      file,
      (isModel.errors ?? []).map((e) => schemaProblem(e, file)),
    );
  const problems = checkSpec(value, file);
  if (problems.length > 0) throw new BadInput(file, problems);
  return value;
}
