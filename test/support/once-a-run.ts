import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = process.env.TEST_RUN_FOLDER!;

/** What `make` gives, made by the first test file of a run that asks for it. Two that ask at once both make it. */
export function onceARun(name: string, make: () => string): string {
  const file = join(FOLDER, name);
  if (existsSync(file)) return readFileSync(file, "utf8");
  const made = make();
  writeFileSync(`${file}-${process.pid}`, made);
  renameSync(`${file}-${process.pid}`, file);
  return made;
}
