import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const DOCUMENTED_CLASS = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:abstract )?class (\w+)/g;

const proseOf = (comment: string): string =>
  comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, "").trim())
    .filter((line) => !line.startsWith("@"))
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();

/** What the docstring of each class below some folders says, by the class's name. */
export function classDocs(...folders: readonly string[]): ReadonlyMap<string, string> {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(folder, file)),
  );
  return new Map(
    files.flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(DOCUMENTED_CLASS)].map(([, comment = "", name = ""]) => [name, proseOf(comment)] as const),
    ),
  );
}

/** The first sentence, for a cell of a table. */
export const firstSentence = (text: string): string => /^.*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;
