import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** What a host writes of itself; see host.cjs. */
export interface Lock {
  /** 1 for a folder's first host; a host that takes over writes the next. */
  readonly generation: number;
  readonly pid: number;
  /** The control port, on the loopback interface. */
  readonly port: number;
  readonly token: string;
}

/** @returns the lock that counts, which is the one of the highest generation; undefined in a folder that had no host yet */
export async function readLock(folder: string): Promise<Lock | undefined> {
  for (;;) {
    const generations = (await readdir(folder)).map((name) => Number(/^lock\.(\d+)\.json$/.exec(name)?.[1])).filter(Number.isSafeInteger);
    if (generations.length === 0) return undefined;
    const generation = Math.max(...generations);
    try {
      return parseLock(generation, await readFile(join(folder, `lock.${generation}.json`), "utf8"));
    } catch (error) {
      // Superseded and removed between the two calls: the next one is there already.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}

/** A lock that cannot be read (a torn write after a power cut) belongs to no living host: port 0 is refused. */
function parseLock(generation: number, text: string): Lock {
  try {
    const { pid, port, token } = JSON.parse(text) as Record<string, unknown>;
    if (typeof pid === "number" && typeof port === "number" && port < 65536 && typeof token === "string") {
      return { generation, pid, port, token };
    }
  } catch {
    // Falls through to the lock of nobody.
  }
  return { generation, pid: 0, port: 0, token: "" };
}
