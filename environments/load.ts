import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../model-code/core/problem";
import { type EnvironmentFile, gatherPlaces, type Places, type ReadWith, readPlaces } from "./read";

/** What a folder is read with; today is the clock's unless a test says otherwise. */
export type LoadWith = Omit<ReadWith, "today"> & Partial<Pick<ReadWith, "today">>;

const filesOf = (folder: string): readonly EnvironmentFile[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(folder, file), "utf8") }));
const dated = (known: LoadWith): ReadWith => ({ ...known, today: known.today ?? new Date().toISOString().slice(0, 10) });

/**
 * Reads a folder of environments, in the order of their names.
 * @throws BadInput with every problem of all files at once
 */
export const loadPlaces = (folder: string, known: LoadWith): Places => readPlaces(filesOf(folder), dated(known));

/** The same, which gives environments that fit the schema whatever else is wrong; that joins the other problems. */
export const gatherPlacesOf = (folder: string, known: LoadWith, problems: Problem[]): Places | undefined =>
  gatherPlaces(filesOf(folder), dated(known), problems);
