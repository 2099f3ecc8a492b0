import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { connect } from "../../../model-code/adapters/blob-store/connect";
import { openLocalStore } from "../../../model-code/adapters/local-store/open-local-store";

let folder: string;
const users: User[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "local-store-"));
});
afterEach(async () => {
  for (const user of users.splice(0)) await user.kill();
  const host = await hostPid().catch(() => undefined);
  if (host) await ended(host);
  await rm(folder, { recursive: true, force: true });
});

interface User {
  readonly location: string;
  say(line: string): Promise<string>;
  kill(): Promise<void>;
}

/** Starts a process that holds the folder's store; see user.ts. */
async function startUser(): Promise<User> {
  const command = ["--require", require.resolve("tsx/cjs"), join(__dirname, "user.ts"), folder];
  const child: ChildProcess = spawn(process.execPath, command, { stdio: ["pipe", "pipe", "inherit"] });
  const lines: Interface = createInterface({ input: child.stdout! });
  const say = async (line: string) => {
    const answer = once(lines, "line");
    child.stdin!.write(`${line}\n`);
    return String((await answer)[0]);
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  };
  const user: User = { location: String((await once(lines, "line"))[0]), say, kill };
  users.push(user);
  return user;
}

async function hostPid(): Promise<number> {
  const lock = (await readdir(folder)).find((name) => /^lock\.\d+\.json$/.test(name));
  if (!lock) throw new Error("no lock");
  return (JSON.parse(await readFile(join(folder, lock), "utf8")) as { pid: number }).pid;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits for a process that is not our child: only asking tells. */
async function ended(pid: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new Error(`process ${pid} goes on`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe("openLocalStore", () => {
  it("keeps what was acknowledged just before a normal end, and leaves no process", async () => {
    for (const round of [1, 2, 3]) {
      const local = await openLocalStore(folder);
      const store = connect(local.location);
      await store.ensureContainers();
      for (let earlier = 1; earlier < round; earlier++) {
        expect(text((await store.get("raw", `round-${earlier}/99`)).content)).toBe(`${earlier}-99`);
        expect(await store.list("raw", `round-${earlier}/`)).toHaveLength(100);
      }
      await Promise.all(Array.from({ length: 100 }, (_, i) => store.put("raw", `round-${round}/${i}`, `${round}-${i}`)));
      const host = await hostPid();
      await local.close();
      await ended(host);
    }
  });

  it("shares one Azurite between openers that come at once", async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => openLocalStore(folder)));
    expect(new Set(all.map((l) => l.location)).size).toBe(1);
    const host = await hostPid();
    for (const local of all.slice(1)) await local.close();
    expect(isAlive(host)).toBe(true);
    await connect(all[0]!.location).ensureContainers();
    await all[0]!.close();
    await ended(host);
  });

  it("opens again while the last user is closing", async () => {
    let local = await openLocalStore(folder);
    for (let i = 0; i < 3; i++) {
      const [, next] = await Promise.all([local.close(), openLocalStore(folder)]);
      await connect(next.location).ensureContainers();
      local = next;
    }
    await local.close();
  });

  it("writes nothing outside its folder's few files", async () => {
    const local = await openLocalStore(folder);
    await connect(local.location).ensureContainers();
    await local.close();
    expect((await readdir(folder)).sort()).toEqual(["blobs", "blobs.json", "extents.json", "lock.1.json"]);
  });

  it("says what is wrong with a folder that cannot be made", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(openLocalStore(join(folder, "file"))).rejects.toMatchObject({ code: "LOCAL_STORE_FAILED" });
  });

  it("says so if it cannot save, and leaves no process", async () => {
    const local = await openLocalStore(folder);
    const host = await hostPid();
    await mkdir(join(folder, "blobs.json~"));
    await connect(local.location).ensureContainers();
    await expect(local.close()).rejects.toMatchObject({ code: "LOCAL_STORE_FAILED", message: expect.stringContaining("it to be saved") });
    await ended(host);
  });

  it("says what is wrong with a folder that cannot be read", async () => {
    await writeFile(join(folder, "blobs.json"), "{ torn");
    await expect(openLocalStore(folder)).rejects.toMatchObject({
      code: "LOCAL_STORE_FAILED",
      message: expect.stringContaining(folder),
    });
  });
});

describe("processes that share a local store", () => {
  it("see each other's writes, and the store outlives the one that started it", async () => {
    const first = await startUser();
    const second = await startUser();
    expect(second.location).toBe(first.location);
    await first.say("put shared hello");
    await first.kill();
    expect(await second.say("get shared")).toBe("hello");
    const host = await hostPid();
    expect(await second.say("close")).toBe("closed");
    await ended(host);
  });

  it("may all be killed: the store saves, ends, and is found as it was", async () => {
    const pair = await Promise.all([startUser(), startUser()]);
    await Promise.all(pair.map((user, i) => user.say(`put killed-${i} value-${i}`)));
    const host = await hostPid();
    await Promise.all(pair.map((user) => user.kill()));
    await ended(host);

    const local = await openLocalStore(folder);
    const store = connect(local.location);
    expect(text((await store.get("raw", "killed-0")).content)).toBe("value-0");
    expect(text((await store.get("raw", "killed-1")).content)).toBe("value-1");
    await local.close();
  });
});

describe("a stale lock", () => {
  it("of a host that was killed is taken over, by one of many", async () => {
    const before = await openLocalStore(folder);
    const killed = await hostPid();
    process.kill(killed, "SIGKILL");
    await ended(killed);
    const all = await Promise.all(Array.from({ length: 5 }, () => openLocalStore(folder)));
    expect(new Set(all.map((l) => l.location)).size).toBe(1);
    await connect(all[0]!.location).ensureContainers();
    for (const local of all) await local.close();
    await before.close();
    expect((await readdir(folder)).filter((name) => name.startsWith("lock"))).toEqual(["lock.2.json"]);
  });

  it("whose port is another server's now is taken over", async () => {
    const stranger = createServer((socket) => void socket.resume().end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    const { port } = stranger.address() as AddressInfo;
    await writeFile(join(folder, "lock.7.json"), JSON.stringify({ pid: 1, port, token: "old" }));
    const local = await openLocalStore(folder);
    await connect(local.location).ensureContainers();
    await local.close();
    await new Promise((resolve) => stranger.close(resolve));
    expect((await readdir(folder)).filter((name) => name.startsWith("lock"))).toEqual(["lock.8.json"]);
  });

  it("that was torn by a power cut is taken over", async () => {
    await writeFile(join(folder, "lock.3.json"), '{"pid":1');
    const local = await openLocalStore(folder);
    await local.close();
    expect((await readdir(folder)).filter((name) => name.startsWith("lock"))).toEqual(["lock.4.json"]);
  });
});
