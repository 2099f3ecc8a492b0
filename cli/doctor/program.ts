import { spawn } from "node:child_process";
import { CouldNotAsk } from "./finding";

/** How a program ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program of PATH.
 * @returns undefined if there is none of that name
 * @throws CouldNotAsk if it does not end in time, or cannot be started
 */
export type RunProgram = (name: string, ...args: readonly string[]) => Promise<Ended | undefined>;

export interface ProgramLimits {
  /** Its environment variables, PATH among them. */
  readonly variables: NodeJS.ProcessEnv;
  /** Where it runs. */
  readonly folder: string;
  /** Milliseconds after which it, and all that it started, is ended. */
  readonly patience: number;
}

export const programs =
  ({ variables, folder, patience }: ProgramLimits): RunProgram =>
  (name, ...args) =>
    new Promise((done, fail) => {
      // of its own group: what a script has started would go on, and hold the pipes open
      const child = spawn(name, args, { env: variables, cwd: folder, stdio: ["ignore", "pipe", "pipe"], detached: true });
      const said = { stdout: "", stderr: "" };
      for (const stream of ["stdout", "stderr"] as const)
        child[stream].setEncoding("utf8").on("data", (text: string) => {
          said[stream] += text;
        });
      const timer = setTimeout(() => {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
        fail(new CouldNotAsk(`${name} ${args[0] ?? ""} did not end within ${patience / 1000} s`));
      }, patience);
      child.once("error", (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        if (error.code === "ENOENT") done(undefined);
        else fail(new CouldNotAsk(`${name} cannot be started: ${error.code}`));
      });
      child.once("close", (code) => {
        clearTimeout(timer);
        done({ code: code ?? 1, ...said });
      });
    });

/** The first line of what a program complained of, without its own word for it. */
export const complaint = ({ stderr, stdout }: Ended): string =>
  (stderr.trim() || stdout.trim()).split("\n")[0]!.replace(/^ERROR: /, "") || "nothing said";
