import { extname } from "node:path";
import { BadInput } from "../../../core/problem";
import type { BatchFormat } from "../rows-source";
import { csv } from "./csv";
import { jsonLines } from "./json-lines";
import { parquet } from "./parquet";

/** The formats of files with rows to score. */
export const FORMATS: readonly BatchFormat[] = [csv, parquet, jsonLines];

/**
 * The format that a file's extension names.
 * @throws BadInput for any other
 */
export function formatOf(file: string): BatchFormat {
  const extension = extname(file).toLowerCase();
  const format = FORMATS.find((f) => f.extensions.includes(extension));
  if (format !== undefined) return format;
  const known = FORMATS.flatMap((f) => f.extensions).join(", ");
  throw new BadInput("rows to score", [
    { where: file, expected: `a name that ends in ${known}`, got: extension === "" ? "none" : extension, remedy: "Name the file so." },
  ]);
}
