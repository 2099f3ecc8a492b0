import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Places, type ReadWith, readPlaces } from "./read";

/** What a folder is read with; today is the clock's unless a test says otherwise. */
export type LoadWith = Omit<ReadWith, "today"> & Partial<Pick<ReadWith, "today">>;

/**
 * Reads a folder of environments, in the order of their names.
 * @throws BadInput with every problem of all files at once
 */
export function loadPlaces(folder: string, known: LoadWith): Places {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(folder, file), "utf8") }));
  return readPlaces(files, { ...known, today: known.today ?? new Date().toISOString().slice(0, 10) });
}
