import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError } from "../../model-code/core/problem";
import type { Tool } from "./table";
import { unzip } from "./unzip";

/** A program could not be had, or is another one than was asked for. */
export class ToolRefused extends ProblemError {
  readonly code = "TOOL_REFUSED";
}

export interface Installed {
  readonly tool: Tool;
  /** Folder that the program is in; undefined where PATH leads to one of the version already. */
  readonly folder: string | undefined;
  readonly done: "installed" | "was there" | "on PATH";
}

/** Milliseconds in which an archive has to arrive. */
const PATIENCE = 300_000;

/** Whether PATH leads to a program of the version: what a machine's image brings is taken as it is. */
const isOnPath = ({ name, version, asks }: Tool): Promise<boolean> =>
  new Promise((done) => {
    execFile(name, [asks], { env: { ...process.env, CHECKPOINT_DISABLE: "1" } }, (error, stdout) =>
      done(error === null && new RegExp(`\\bv${version.replaceAll(".", "\\.")}(?![\\w.-])`).test(stdout)),
    );
  });

/**
 * Puts a program into a folder of its name, version and checksum, unless PATH leads to it already; what is there stays.
 * @throws ToolRefused if it cannot be had, or its checksum is another
 */
export async function install(tool: Tool, to: string): Promise<Installed> {
  const folder = join(to, `${tool.name}-${tool.version}-${tool.sha256.slice(0, 12)}`);
  const file = join(folder, tool.name);
  if (await isOnPath(tool)) return { tool, folder: undefined, done: "on PATH" };
  if (existsSync(file)) return { tool, folder, done: "was there" };
  const archive = await fetched(tool);
  const sha256 = createHash("sha256").update(archive).digest("hex");
  if (sha256 !== tool.sha256)
    throw refused(
      tool,
      `the sha256 ${tool.sha256}`,
      sha256,
      "Do not use it. If you changed the version, take the checksum from its maker.",
    );
  const program = unzip(archive, tool.path);
  if (program === undefined) throw refused(tool, `${tool.path} in the archive`, "none", "Correct its path in cli/tools/table.ts.");
  mkdirSync(folder, { recursive: true });
  // of its whole name only once it is whole
  const part = `${file}.${process.pid}`;
  writeFileSync(part, program, { mode: 0o755 });
  renameSync(part, file);
  return { tool, folder, done: "installed" };
}

const refused = ({ name, version, url }: Tool, expected: string, got: string, remedy: string): ToolRefused =>
  new ToolRefused({ where: `${name} ${version}, ${url}`, expected, got, remedy });

async function fetched(tool: Tool): Promise<Buffer> {
  const remedy = "Let the machine reach that address, or install the program yourself and put it on PATH.";
  try {
    const answer = await fetch(tool.url, { signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw refused(tool, "HTTP 200", `HTTP ${answer.status}`, remedy);
    return Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    if (error instanceof ToolRefused) throw error;
    const { cause, message } = error as Error & { cause?: { code?: string } };
    throw refused(tool, "an archive", cause?.code ?? message, remedy);
  }
}
