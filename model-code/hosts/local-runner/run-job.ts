import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { JobEvent } from "../job-events";
import { EXIT } from "../job-events";

/** A job that ended with an error; the message is what it said. */
export class JobFailed extends Error {
  readonly code = "JOB_FAILED";
  constructor(
    readonly step: string,
    said: string,
    readonly signal: NodeJS.Signals | null,
  ) {
    super(said.trim() || (signal === null ? "it said nothing" : `it was ended by ${signal}`));
  }
}

export interface JobResult {
  readonly metrics: Readonly<Record<string, number>>;
  readonly history: readonly { readonly name: string; readonly value: number; readonly step: number }[];
  readonly warnings: readonly string[];
  readonly refused: readonly string[];
}

/** A line of a job's progress; undefined for what a library wrote, or for half a line of a job that was killed. */
function parseEvent(line: string): JobEvent | undefined {
  try {
    return JSON.parse(line) as JobEvent;
  } catch {
    return undefined;
  }
}

/**
 * Runs the bundle's job as a process of its own.
 * @param signal ends it
 * @param onEvent each line of its progress as it comes
 * @throws JobFailed
 */
export async function runJob(
  bundle: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
  onEvent: (event: JobEvent) => void,
): Promise<JobResult> {
  const child = spawn(process.execPath, ["--enable-source-maps", `${bundle}/job.js`, ...args, "--json"], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(signal === undefined ? {} : { signal }),
  });
  const metrics: Record<string, number> = {};
  const history: { name: string; value: number; step: number }[] = [];
  const warnings: string[] = [];
  let refused: readonly string[] = [];
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-10_000);
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = parseEvent(line);
    if (event === undefined) {
      said = `${said}${line}\n`.slice(-10_000);
      return;
    }
    if ("metric" in event) {
      if (event.step === undefined) metrics[event.metric] = event.value;
      history.push({ name: event.metric, value: event.value, step: event.step ?? 0 });
    } else if ("warning" in event) warnings.push(event.warning);
    else if ("refused" in event) refused = event.refused;
    onEvent(event);
  });
  const [code, endedBy] = await new Promise<[number | null, NodeJS.Signals | null]>((done, fail) => {
    child.on("error", fail);
    child.on("close", (c, s) => done([c, s]));
  });
  if (code !== EXIT.done && code !== EXIT.refused) throw new JobFailed(args[0] ?? "", said, endedBy);
  return { metrics, history, warnings, refused };
}
