import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { JobEnd, JobEvent } from "../job-events";
import { EVENTS_FD, EXIT } from "../job-events";

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

/** Jobs of one bundle, run in turn by one process, which is started with the first. */
export interface Jobs {
  /**
   * @param args the job's arguments
   * @param onEvent each line of its progress as it comes
   * @throws JobFailed
   */
  run(args: readonly string[], onEvent: (event: JobEvent) => void): Promise<JobResult>;
  /** Lets the process end. */
  end(): Promise<void>;
}

/** A line of a job's progress; undefined for half a line of a job that was killed. */
function parseEvent(line: string): JobEvent | JobEnd | undefined {
  try {
    return JSON.parse(line) as JobEvent | JobEnd;
  } catch {
    return undefined;
  }
}

/**
 * @param env environment variables of the process, beside those of this one
 * @param signal ends the process
 */
export function openJobs(bundle: string, env: Readonly<Record<string, string>>, signal: AbortSignal | undefined): Jobs {
  let said = "";
  let onLine: (line: string) => void = () => {};
  const start = () => {
    const child = spawn(process.execPath, ["--enable-source-maps", `${bundle}/job.js`, "--lines"], {
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe", "pipe"],
      ...(signal === undefined ? {} : { signal }),
    });
    // what a library writes to standard output is no event, whatever it looks like
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said = (said + text).slice(-10_000);
      });
    // that it is gone is told by its end
    child.stdin.on("error", () => {});
    createInterface({ input: child.stdio[EVENTS_FD] as Readable }).on("line", (line) => onLine(line));
    const closed = new Promise<NodeJS.Signals | null>((done, fail) => {
      child.on("error", fail);
      child.on("close", (_, endedBy) => done(endedBy));
    });
    closed.catch(() => {});
    return { child, closed };
  };
  let started: ReturnType<typeof start> | undefined;
  return {
    async run(args, onEvent) {
      started ??= start();
      const { child, closed } = started;
      const metrics: Record<string, number> = {};
      const history: { name: string; value: number; step: number }[] = [];
      const warnings: string[] = [];
      let refused: readonly string[] = [];
      said = "";
      const ended = new Promise<JobEnd>((done) => {
        onLine = (line) => {
          const event = parseEvent(line);
          if (event === undefined) return;
          if ("ended" in event) {
            done(event);
            return;
          }
          if ("metric" in event) {
            if (event.step === undefined) metrics[event.metric] = event.value;
            history.push({ name: event.metric, value: event.value, step: event.step ?? 0 });
          } else if ("warning" in event) warnings.push(event.warning);
          else if ("refused" in event) refused = event.refused;
          onEvent(event);
        };
      });
      child.stdin.write(`${JSON.stringify([...args, "--json"])}\n`);
      const gone = closed.then((endedBy) => {
        throw new JobFailed(args[0] ?? "", said, endedBy);
      });
      const end = await Promise.race([ended, gone]);
      if (end.ended !== EXIT.done && end.ended !== EXIT.refused) throw new JobFailed(args[0] ?? "", end.said || said, null);
      return { metrics, history, warnings, refused };
    },
    async end() {
      started?.child.stdin.end();
      await started?.closed.catch(() => {});
    },
  };
}
