import { parseDocument } from "yaml";
import { BadInput, type Problem } from "../problem";
import { checkSpec } from "./check-spec";
import { isModel } from "./is-model";
import type { ModelSpec } from "./model-schema";
import { schemaProblem } from "./schema-problem";

/** A model.yaml and all that is wrong with it. */
export interface ReadModel {
  /** There where the schema takes the file, whatever else is wrong: others can be held to it, so that one mistake hides no other. */
  readonly spec?: ModelSpec;
  readonly problems: readonly Problem[];
}

/**
 * Reads a model.yaml.
 * @param text the file's content
 * @param file its name, for messages
 */
export function readModel(text: string, file: string): ReadModel {
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map((e) => ({
      where: `${file} line ${e.linePos?.[0].line ?? "?"}`,
      expected: "YAML",
      got: e.message.split("\n")[0] ?? "",
      remedy: "Correct the syntax.",
    }));
    return { problems };
  }
  const value: unknown = document.toJS();
  if (!isModel(value)) return { problems: (isModel.errors ?? []).map((e) => schemaProblem(e, file)) };
  return { spec: value, problems: checkSpec(value, file) };
}

/**
 * Reads a model.yaml that must be sound.
 * @throws BadInput with every problem at once
 */
export function parseModel(text: string, file: string): ModelSpec {
  const { spec, problems } = readModel(text, file);
  if (spec === undefined || problems.length > 0) throw new BadInput(file, problems);
  return spec;
}
