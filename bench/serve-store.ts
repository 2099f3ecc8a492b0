import { type ChildProcess, fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readLock } from "../model-code/adapters/local-store/lock";
import { predictionLine } from "../model-code/core/serving/prediction-line";

/** What the scorer's log sends at once. */
const BLOB_BYTES = 4 * 2 ** 20;
/** Of the kernel's clock, in which it counts processor time. */
const TICK_MICROSECONDS = 10_000;

/** Processor time that a process has taken so far, in microseconds. */
function processorTimeOf(pid: number): number {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ").slice(11, 13);
  return (Number(user) + Number(system)) * TICK_MICROSECONDS;
}

/** As many lines of the log as the scorer sends at once. */
function blobOf(rows: readonly Readonly<Record<string, number>>[], model: string, digest: string): readonly string[] {
  const [arm, status] = ["stable", "ok"] as const;
  const of = { time: "2021-01-01T00:00:00.000Z", model, digest, release: 1, arm, status, about: null, subject: null, outOfRange: [] };
  const lines: string[] = [];
  for (let [i, bytes] = [0, 0]; bytes < BLOB_BYTES; bytes += lines[i++]!.length) {
    const id = `00000000-0000-4000-8000-${String(i).padStart(12, "0")}/0`;
    lines.push(`${predictionLine({ ...of, id, features: rows[i % rows.length]!, score: 0.4837263822555542, latencyMs: 0.123 })}\n`);
  }
  return lines;
}

/** The store beside the hosts, and a process that brings it what the log of a scorer would. */
export interface StoreWork {
  /** Processor time of the store so far, in microseconds. */
  storeTime(): number;
  /** Processor time of the process that brings it blobs. */
  bringerTime(): number;
  /** A row has been answered: for each blob's worth of them, one is brought. */
  answered(): void;
  stop(): void;
}

/**
 * @param folder of the store
 * @param place for a file
 */
export async function storeWork(
  location: string,
  folder: string,
  place: string,
  rows: readonly Readonly<Record<string, number>>[],
  model: string,
  digest: string,
): Promise<StoreWork> {
  const lines = blobOf(rows, model, digest);
  const file = join(place, "blob.jsonl");
  writeFileSync(file, lines.join(""));
  const { pid } = (await readLock(folder))!;
  const bringer: ChildProcess = fork(join(__dirname, "serve-bringer.ts"), [location, file], { execArgv: ["--import", "tsx"] });
  await new Promise((ready) => bringer.once("message", ready));
  let rowCount = 0;
  return {
    storeTime: () => processorTimeOf(pid),
    bringerTime: () => processorTimeOf(bringer.pid!),
    answered() {
      if (++rowCount % lines.length === 0) bringer.send("bring");
    },
    stop: () => void bringer.kill("SIGKILL"),
  };
}
