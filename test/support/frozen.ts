import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** What differs between a committed list and the code. */
export interface Frozen {
  /** Lines that the code has no more. */
  readonly gone: readonly string[];
  /** Lines that the file does not have yet. */
  readonly added: readonly string[];
}

/**
 * Compares lines with a committed file that a reviewer reads, a line each. `npm run test:update` writes the file instead.
 * @param head said at the top of the file, in lines that begin with #
 */
export function frozen(path: string, head: string, lines: readonly string[], update = process.env.UPDATE_FROZEN !== undefined): Frozen {
  const text = `${head
    .split("\n")
    .map((line) => `# ${line}`)
    .join("\n")}\n${lines.join("\n")}\n`;
  if (update) writeFileSync(path, text);
  const kept = existsSync(path)
    ? readFileSync(path, "utf8")
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"))
    : [];
  return { gone: kept.filter((line) => !lines.includes(line)), added: lines.filter((line) => !kept.includes(line)) };
}
