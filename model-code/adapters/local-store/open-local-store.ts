import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Hold, hold } from "./control";
import { LocalStoreFailed } from "./errors";
import { readLock } from "./lock";

/** A blob store on this machine, shared by all processes that have opened the same folder. */
export interface LocalStore {
  /** For `connect` of the blob store: `http://127.0.0.1:<port>/devstoreaccount1`. */
  readonly location: string;
  /**
   * Lets go of the store; as its last user, resolves when all is saved and its process has ended. A process that ends lets go as well.
   * @throws LocalStoreFailed if it could not be saved
   */
  close(): Promise<void>;
}

/** How long a host may take from its first sign to an answer. Starting takes about half a second; a busy laptop takes several. */
const ANSWER_MS = 20_000;
/** The same where the process of the lock is gone, so that another server seems to have its port. */
const STRANGER_MS = 2_000;
const ROUNDS = 20;

/**
 * Opens the store of a folder: connects to its host if one runs (started by whatever process), starts one if not.
 * All that the store keeps is below the folder, which is made if absent; the next one to open it finds it again.
 * The folder must be used from one machine (and one network namespace) at a time.
 * @throws LocalStoreFailed if the store does not come up
 */
export async function openLocalStore(folder: string): Promise<LocalStore> {
  const place = resolve(folder);
  await mkdir(place, { recursive: true }).catch((error: Error) => {
    throw failed(place, error.message, "Give a folder that can be made and written.");
  });
  for (let round = 0; round < ROUNDS; round++) {
    const lock = await readLock(place);
    const held = lock ? await hold(lock, isAlive(lock.pid) ? ANSWER_MS : STRANGER_MS) : ({ outcome: "dead" } as const);
    if (held.outcome === "held") return asStore(place, held.hold);
    if (held.outcome === "failed") throw failed(place, held.reason, "Mend the cause; if the folder itself is damaged, move it away.");
    if (held.outcome === "silent" && lock && isAlive(lock.pid)) {
      throw failed(place, `no answer within ${ANSWER_MS / 1000} s from process ${lock.pid}`, "End that process and try again.");
    }
    if (held.outcome === "ended" && lock?.generation !== (await readLock(place))?.generation) continue;
    const started = await startHost(place, (lock?.generation ?? 0) + 1);
    if (started) return started;
  }
  throw failed(place, `${ROUNDS} hosts that ended while we connected`, "See whether something ends node processes, and try again.");
}

const asStore = (folder: string, { location, leave }: Hold): LocalStore => ({
  location,
  close: () =>
    leave().catch((error: Error) => {
      throw failed(
        folder,
        error.message,
        "What was written in the last seconds may be lost: free some space and run again.",
        "it to be saved",
      );
    }),
});

/**
 * Starts a host that tries to become the one of this generation. Its standard input stays open until we hold it, so that it ends if we are
 * killed before.
 * @returns undefined if another process was first, or the host ended at once
 */
async function startHost(folder: string, generation: number): Promise<LocalStore | undefined> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AZURITE_|NODE_OPTIONS$)/.test(name)));
  const host = spawn(process.execPath, [join(__dirname, "host.cjs"), folder, String(generation)], {
    detached: true,
    windowsHide: true,
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  try {
    let complaint = "";
    host.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint += text;
    });
    host.stdin.on("error", () => {});
    const tried = await new Promise<boolean>((done, fail) => {
      host.on("error", fail);
      host.stdout.on("data", () => done(true));
      host.on("close", () => done(false));
    });
    if (!tried) throw failed(folder, complaint.trim() || "a host that ended at once", "Check that the folder can be written.");
    const lock = await readLock(folder);
    if (!lock || lock.pid !== host.pid) return undefined;
    const held = await hold(lock, ANSWER_MS);
    if (held.outcome === "failed") throw failed(folder, held.reason, "Mend the cause; if the folder itself is damaged, move it away.");
    return held.outcome === "held" ? asStore(folder, held.hold) : undefined;
  } finally {
    host.stdin.destroy();
    host.stdout.destroy();
    host.stderr.destroy();
    host.unref();
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const failed = (folder: string, got: string, remedy: string, expected = "Azurite to come up"): LocalStoreFailed =>
  new LocalStoreFailed({ where: `the local store in ${folder}`, expected, got, remedy });
