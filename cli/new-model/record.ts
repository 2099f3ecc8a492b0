import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Document, isMap, isSeq, parse } from "yaml";
import { BadInput } from "../../model-code/core/problem";
import { type Answers, TEMPLATE_NAMES, type TemplateName } from "./answers";

/** What a model's folder was made of. */
export interface TemplateRecord {
  readonly template: TemplateName;
  readonly version: number;
  readonly answers: Answers;
}

export const RECORD = "template.yaml";

const HEAD = `# What this folder was made of: diff-template and upgrade-model fill the template in with it again, to tell the template's
# changes from yours. Nothing else reads it.
`;

/** A column takes a line. */
export function recordText(record: TemplateRecord): string {
  const document = new Document(record);
  for (const list of ["columns", "left"]) {
    const items = document.getIn(["answers", "table", list]);
    if (isSeq(items)) for (const item of items.items) if (isMap(item)) item.flow = true;
  }
  return `${HEAD}${document.toString({ lineWidth: 0, flowCollectionPadding: true })}`;
}

/** @throws BadInput for a model that no template made, or whose record is not one */
export function readRecord(folder: string, model: string): TemplateRecord {
  const path = join(folder, RECORD);
  const where = `${model}/${RECORD}`;
  const refuse = (expected: string, got: string, remedy: string) => new BadInput(model, [{ where, expected, got, remedy }]);
  if (!existsSync(path))
    throw refuse(
      "the record of the template that the model was made of",
      "no such file",
      "Only models that `mlops new-model` made of a template have one.",
    );
  let record: TemplateRecord | null;
  try {
    record = parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw refuse("YAML", (error as Error).message.split("\n")[0]!, "Restore the file from its history.");
  }
  const isSound =
    typeof record === "object" &&
    record !== null &&
    TEMPLATE_NAMES.includes(record.template) &&
    Number.isInteger(record.version) &&
    typeof record.answers?.table === "object" &&
    record.answers.table !== null;
  if (!isSound) throw refuse("template, version and answers", "something else", "Restore the file from its history.");
  return record!;
}
