import { spawn } from "node:child_process";

/** How a call of the Azure CLI ended. */
export interface AzAnswer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls `az` as whoever is signed in to it. */
export type Az = (...args: readonly string[]) => Promise<AzAnswer>;

/**
 * The Azure CLI on PATH.
 * @param hear gets what it says on the way, line by line or less
 * @param env its environment variables, PATH among them
 * @throws Error if there is none
 */
export const azureCli =
  (hear: (text: string) => void, env: NodeJS.ProcessEnv = process.env): Az =>
  (...args) =>
    new Promise((done, fail) => {
      const child = spawn("az", [...args, "--only-show-errors"], { env, stdio: ["ignore", "pipe", "pipe"] });
      let [stdout, stderr] = ["", ""];
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
        hear(text);
      });
      child.once("error", (error: NodeJS.ErrnoException) =>
        fail(error.code === "ENOENT" ? new Error("az: expected the Azure CLI on PATH, got none. Install it, then `az login`.") : error),
      );
      child.once("close", (code) => done({ code, stdout, stderr }));
    });

/** What was asked of the Azure CLI and did not work. */
export class AzFailed extends Error {
  readonly code = "AZ_FAILED";
  constructor(args: readonly string[], { code, stderr }: AzAnswer) {
    super(`az ${args.join(" ")}: ended with ${code}\n${stderr.trim()}`);
  }
}
