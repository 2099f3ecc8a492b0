import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { TemplateName } from "./answers";

/** The templates by version: `<version>/common/…`, what both have, and `<version>/<template>/…`. A version that was used stays as it is. */
export const TEMPLATES = join(__dirname, "templates");

/** The versions that there are, the newest last. */
export const versionsIn = (templates: string): readonly number[] =>
  readdirSync(templates)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);

/** The files of a template by their path in a model's folder, with their placeholders. */
export function templateFiles(templates: string, template: TemplateName, version: number): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const part of ["common", template]) {
    const folder = join(templates, String(version), part);
    if (!existsSync(folder)) continue;
    for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort())
      if (statSync(join(folder, path)).isFile())
        files.set(
          path
            .split(sep)
            .join("/")
            .replace(/\.template$/, ""),
          readFileSync(join(folder, path), "utf8"),
        );
  }
  return files;
}

const PLACEHOLDER = /^([ \t]*)\{\{(\w+)\}\}\n|\{\{(\w+)\}\}/gm;

/**
 * Fills a text's placeholders in, in one pass: what is filled in is never taken for a placeholder. One that stands alone on its line
 * takes any number of lines, each indented like it; without lines it goes with its line.
 * @throws RangeError for a placeholder that has no value
 */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACEHOLDER, (_, indent: string | undefined, alone: string | undefined, within: string | undefined) => {
    const name = alone ?? within ?? "";
    const value = values[name];
    if (value === undefined) throw new RangeError(`the template asks for {{${name}}}, which is none of ${Object.keys(values).join(", ")}`);
    if (alone === undefined) return value;
    return value === "" ? "" : `${value.replace(/^(?=.)/gm, indent ?? "")}\n`;
  });
}
