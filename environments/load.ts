import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Known, type Places, readPlaces } from "./read";

/**
 * Reads a folder of environments, in the order of their names.
 * @throws BadInput with every problem of all files at once
 */
export function loadPlaces(folder: string, known: Known): Places {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(folder, file), "utf8") }));
  return readPlaces(files, known);
}
