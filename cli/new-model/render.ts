import type { TemplateRecord } from "./record";
import { RECORD, recordText } from "./record";
import { fill, templateFiles } from "./template-files";
import { valuesOf } from "./values";

const tidy = (path: string, text: string): string => (path.endsWith(".md") ? `${text.replace(/\n{3,}/g, "\n\n").trimEnd()}\n` : text);

/** A model's files by their path in its folder, but for the sample's rows: those of a template, filled in, and its record. */
export function renderModel(templates: string, record: TemplateRecord): ReadonlyMap<string, string> {
  const values = valuesOf(record.answers);
  const files = [...templateFiles(templates, record.template, record.version)].map(
    ([path, text]) => [path, tidy(path, fill(text, values))] as const,
  );
  return new Map([...files, [RECORD, recordText(record)]]);
}
