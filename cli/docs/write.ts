import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../paths";
import { generatedDocs, STACK_PAGES } from "./generate";

const folder = join(ROOT, STACK_PAGES);
const pages = generatedDocs();
mkdirSync(folder, { recursive: true });
for (const file of existsSync(folder) ? readdirSync(folder) : []) if (!pages.has(`${STACK_PAGES}/${file}`)) rmSync(join(folder, file));
for (const [path, text] of pages) writeFileSync(join(ROOT, path), text);
process.stdout.write(`${pages.size} pages written: ${[...pages.keys()].join(", ")}\n`);
