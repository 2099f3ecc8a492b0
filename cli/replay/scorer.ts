import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** The scorer's process. */
export interface Scorer {
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  /** Ends it as Kubernetes would, with all that it has logged in the store. @throws ScorerFailed if it ends otherwise */
  stop(): Promise<void>;
}

/** The scorer did not start, or did not end well. */
export class ScorerFailed extends Error {
  readonly code = "SCORER_FAILED";
  constructor(said: string, ended: number | NodeJS.Signals | null) {
    super(`the scorer ended with ${ended}: ${said.trim() || "it said nothing"}`);
  }
}

/**
 * Starts the bundle's scorer as a process of its own, open to this machine alone, and waits until it listens.
 * @param bundle folder of the server bundle
 * @param settings environment variables of the scorer
 */
export async function startScorer(bundle: string, settings: Readonly<Record<string, string>>): Promise<Scorer> {
  const child = spawn(process.execPath, ["--enable-source-maps", `${bundle}/server.js`], {
    env: { ...process.env, HOST: "127.0.0.1", PORT: "0", DEVELOPMENT_WITHOUT_AUTH: "true", LOG_LEVEL: "warn", ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-10_000);
  });
  const exited = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const failed = exited.then(([code, signal]) => {
    throw new ScorerFailed(said, signal ?? code);
  });
  // shown by whoever waits for it
  failed.catch(() => {});
  const address = await Promise.race([listening(child), failed]);
  return {
    address,
    async stop() {
      child.kill("SIGTERM");
      const [code, signal] = await exited;
      if (code !== 0) throw new ScorerFailed(said, signal ?? code);
    },
  };
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((found) => {
    createInterface({ input: child.stdout! }).on("line", (line) => {
      const address = /^\{"listening":"([^"]+)"\}$/.exec(line)?.[1];
      if (address !== undefined) found(address);
    });
  });
}
