import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { Stopped } from "../stopped";
import { pipelineIdentity } from "./pipeline-identity";

export interface TerraformRun {
  readonly code: number;
  /** What it said, errors and all. */
  readonly output: string;
  /** What it gave: without errors and warnings. */
  readonly stdout: string;
}

/**
 * Runs terraform in a folder, in a pipeline as the identity of its step; never asks, never colours, never phones home. A signal to stop is handed on, and terraform waited for: it
 * ends what it has begun, writes the state and gives its lock back.
 * @param onOutput is told what it says while it runs
 * @throws Error if terraform is not installed; Stopped
 */
export const terraform = (
  folder: string,
  args: readonly string[],
  variables: NodeJS.ProcessEnv = {},
  onOutput: (text: string) => void = () => {},
): Promise<TerraformRun> =>
  new Promise((resolve, reject) => {
    const child = spawn("terraform", args, {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      // of its own group, so that Ctrl-C reaches it once, from here: a second one makes it drop what it does
      detached: true,
      env: {
        ...process.env,
        ...pipelineIdentity(process.env),
        ...variables,
        TF_IN_AUTOMATION: "1",
        TF_INPUT: "0",
        CHECKPOINT_DISABLE: "1",
      },
    });
    let stoppedBy: Stopped["signal"] | undefined;
    const stop = (signal: NodeJS.Signals) => {
      stoppedBy = signal as Stopped["signal"];
      child.kill("SIGINT");
    };
    const end = () => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
    const said: string[] = [];
    const given: string[] = [];
    const hear = (stream: Readable, ...to: readonly string[][]) =>
      stream.setEncoding("utf8").on("data", (text: string) => {
        for (const list of to) list.push(text);
        onOutput(text);
      });
    hear(child.stdout, said, given);
    hear(child.stderr, said);
    child.on("error", (error: NodeJS.ErrnoException) => {
      end();
      reject(error.code === "ENOENT" ? new Error("terraform is not on the PATH. Install Terraform 1.11 or newer.") : error);
    });
    child.on("close", (code) => {
      end();
      if (stoppedBy !== undefined) reject(new Stopped(stoppedBy));
      else resolve({ code: code ?? 1, output: said.join(""), stdout: given.join("") });
    });
  });

/** Whether terraform failed because it could get no provider. */
export const isWithoutProviders = ({ code, output }: TerraformRun): boolean =>
  code !== 0 && /Failed to query available provider packages|Failed to install provider|Could not retrieve providers/.test(output);

/** The reason in terraform's own words, on one line. */
export const reasonOf = (output: string): string =>
  output
    .slice(Math.max(0, output.search(/^.*Error: /m)))
    .split(/\n\s*\n(?=.*(?:To see which|If you))/)[0]!
    .replace(/[│╷╵]/g, " ")
    .replace(/\s+/g, " ")
    .trim();

export const WITHOUT_PROVIDERS = [
  "The providers can be had neither from the registry nor from a mirror. Where registry.terraform.io cannot be reached, name a mirror:",
  '  provider_installation { filesystem_mirror { path = "/path/to/mirror" } }',
  "in a file, and that file in TF_CLI_CONFIG_FILE. `terraform providers mirror` fills a mirror elsewhere.",
].join("\n");
