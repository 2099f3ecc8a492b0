import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync, writeSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connect } from "../../../model-code/adapters/blob-store/connect";
import { appendAll as bringAll } from "../../../model-code/adapters/prediction-log/append-all";
import { blobSink } from "../../../model-code/adapters/prediction-log/blob-sink";
import { openFeedbackLog, openPredictionLog, type PredictionLog } from "../../../model-code/adapters/prediction-log/prediction-log";
import { logBlobs } from "../../../model-code/adapters/prediction-log/read-predictions";
import type { LogOptions } from "../../../model-code/adapters/prediction-log/record-log";
import { type Batch, LinesRefused, type LogSink } from "../../../model-code/adapters/prediction-log/sink";
import { SpoolRoom } from "../../../model-code/adapters/prediction-log/spool-room";
import { joinLabels } from "../../../model-code/core/serving/join-labels";
import { parseFeedback } from "../../../model-code/core/serving/parse-feedback";
import type { PredictionRecord } from "../../../model-code/core/serving/prediction-record";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { readFeedback, readPredictions } from "../../support/read-log";
import { type FaultyProxy, startFaultyProxy } from "../support/faulty-proxy";
import { prediction } from "./records";

const DAY = "2009-04-01";
/** With all days that predictions here are about. */
const MONTH = { from: DAY, to: "2009-04-30" };
const IMPATIENT = { tries: 1, silentTries: 1, firstDelayMs: 1, idleMs: 150 };

let azurite: TestAzurite;
let proxy: FaultyProxy;
let folder: string;
const opened: { close(): Promise<void> }[] = [];
/** A model of its own for each test, so that they share a store and nothing else. */
let model: string;
let tests = 0;

beforeAll(async () => {
  azurite = await startAzurite();
  proxy = await startFaultyProxy(azurite.location);
});
afterAll(async () => {
  await proxy.stop();
  await azurite.stop();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spool-"));
  model = `model-${++tests}`;
});
afterEach(async () => {
  proxy.plan = () => ({ kind: "none" });
  for (const log of opened.splice(0)) await log.close();
  await rm(folder, { recursive: true });
});

async function open(change: Partial<LogOptions> = {}): Promise<PredictionLog> {
  const sinks = [blobSink(connect(proxy.location, IMPATIENT))] as const;
  const log = await openPredictionLog({ writer: "scorer", spoolDirectory: folder, sinks, retryMilliseconds: 5, ...change });
  opened.push(log);
  return log;
}

const numbered = (from: number, to: number): PredictionRecord[] => {
  const records = [];
  for (let number = from; number <= to; number++) records.push(prediction(number, { model }));
  return records;
};
const ids = (records: readonly { readonly id: string }[]) => records.map((r) => r.id).sort();
const inStore = () => readPredictions(azurite.store, model, MONTH);
const appendAll = (log: PredictionLog, records: readonly PredictionRecord[]) => {
  for (const record of records) expect(log.append(record, DAY)).toBe(true);
};
/** Every line in the store, duplicates included. */
async function linesInStore(of = model): Promise<string[]> {
  const names = await logBlobs(azurite.store, of, "predictions");
  const texts = await Promise.all(names.map(async (n) => Buffer.from((await azurite.store.get("predictions", n)).content).toString()));
  return texts.flatMap((t) => t.split("\n").filter((l) => l !== ""));
}
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}
const segments = async () => (await readdir(folder, { recursive: true })).filter((f) => f.endsWith(".log"));

describe("a log", () => {
  it("puts records as they are into a folder for each day that they are about", async () => {
    const log = await open();
    const records = [
      prediction(1, { model }),
      prediction(2, { model, arm: "canary", about: { symbol: "IBM", date: "2009-04-02" } }),
      prediction(3, { model, status: "error", score: null, about: null }),
    ];
    log.append(records[0]!, "2009-04-01");
    log.append(records[1]!, "2009-04-02");
    log.append(records[2]!, "2009-04-01");
    await log.flush();
    expect((await logBlobs(azurite.store, model, "predictions")).map((n) => n.replace(/[0-9a-f]{12}/, "<random>"))).toEqual([
      `${model}/predictions/date=2009-04-01/scorer-<random>-00000001.jsonl`,
      `${model}/predictions/date=2009-04-02/scorer-<random>-00000001.jsonl`,
    ]);
    expect(await inStore()).toEqual(records);
    expect(await readPredictions(azurite.store, model, { from: "2009-04-02", to: "2009-04-02" })).toEqual([records[1]]);
    expect(log.stats).toEqual({
      accepted: 3,
      refused: 0,
      bufferedBytes: 0,
      spooledBytes: 0,
      delivered: 3,
      dropped: 0,
      rejected: 0,
      aged: 0,
      failure: null,
    });
  });

  it("keeps labels apart from predictions", async () => {
    const log = await openFeedbackLog({ writer: "scorer", spoolDirectory: folder, sinks: [blobSink(azurite.store)] });
    opened.push(log);
    const label = {
      id: "feedback-1",
      time: "2024-05-06T07:08:09.123Z",
      model,
      prediction: "request-1/0",
      about: null,
      subject: null,
      label: 1,
      source: "caller",
    };
    await log.appendAndFlush(label, "2024-05-06");
    expect(await readFeedback(azurite.store, model, { from: "2024-05-06", to: "2024-05-06" })).toEqual([label]);
    expect(await inStore()).toEqual([]);
  });

  it("takes a label that was corrected, and then corrected back, as it was said last", async () => {
    const log = await openFeedbackLog({ writer: "scorer", spoolDirectory: folder, sinks: [blobSink(azurite.store)] });
    opened.push(log);
    const asked = prediction(1, { model });
    const contract = { model, task: "binary-classification", rowKey: ["symbol", "date"], time: "date", subject: null } as const;
    for (const [i, label] of [1, 0, 1].entries())
      await log.appendAndFlush(
        parseFeedback({ prediction: asked.id, label }, contract, { time: `2024-05-06T07:08:0${i}.000Z`, source: "caller" }),
        "2024-05-06",
      );
    const said = await readFeedback(azurite.store, model, { from: "2024-05-06", to: "2024-05-06" });
    expect(said.map((f) => f.label)).toEqual([0, 1]);
    expect(joinLabels([asked], said).rows[0]!.label).toBe(1);
  });

  it("sends a segment once it is large enough, without being asked", async () => {
    const log = await open({ flushBytes: 1000, flushMilliseconds: 1e6 });
    appendAll(log, numbered(1, 10));
    await until(() => log.stats.delivered === 10);
    expect(ids(await inStore())).toEqual(ids(numbered(1, 10)));
  });

  it("sends a segment once it is old enough, without being asked", async () => {
    const log = await open({ flushMilliseconds: 20 });
    appendAll(log, numbered(1, 1));
    await until(() => log.stats.delivered === 1);
    expect(await inStore()).toEqual(numbered(1, 1));
  });

  it("sends what it has when it is closed, takes no more, and leaves an empty spool", async () => {
    const log = await open();
    appendAll(log, numbered(1, 5));
    await log.close();
    expect(log.append(prediction(6, { model }), DAY)).toBe(false);
    await expect(log.appendAndFlush(prediction(7, { model }), DAY)).rejects.toThrow(/takes nothing now/);
    expect(await inStore()).toEqual(numbered(1, 5));
    expect(await readdir(folder)).toEqual([]);
  });

  it("shares one promise and one write among the records of a turn", async () => {
    let writes = 0;
    const write = (file: number, bytes: Uint8Array, from: number, position: number) => {
      writes++;
      return writeSync(file, bytes, from, bytes.length - from, position);
    };
    const log = await open({ disk: { write } });
    log.append(prediction(1, { model }), DAY);
    const first = log.written();
    log.append(prediction(2, { model }), DAY);
    expect(log.written()).toBe(first);
    expect(writes).toBe(0);
    await first;
    expect(writes).toBe(1);
    expect((await readFile(join(folder, (await segments())[0]!), "utf8")).match(/request-00000\d/g)).toEqual([
      "request-000001",
      "request-000002",
    ]);
  });
});

describe("while the store fails", () => {
  it("keeps records in the spool, and delivers each once, in order, when the store is back", async () => {
    const log = await open({ flushBytes: 1000 });
    proxy.plan = () => ({ kind: "status", status: 503, code: "ServerBusy" });
    appendAll(log, numbered(1, 20));
    await expect(log.flush()).rejects.toThrow(/HTTP 503 ServerBusy/);
    expect(log.stats).toMatchObject({ accepted: 20, delivered: 0, failure: expect.stringContaining("503") });
    appendAll(log, numbered(21, 40));
    await log.written();
    const before = proxy.requests.length;
    proxy.plan = () => ({ kind: "none" });
    await log.flush();
    expect((await linesInStore()).sort()).toEqual(numbered(1, 40).map((r) => JSON.stringify(r)));
    expect(log.stats).toMatchObject({ delivered: 40, spooledBytes: 0, failure: null });
    const sequences = proxy.requests.slice(before).flatMap((r) => /^PUT .*-(\d{8})\.jsonl/.exec(r)?.[1] ?? []);
    expect(sequences).toEqual([...sequences].sort());
    expect(await segments()).toEqual([]);
  });

  it.each([
    ["stays silent", { kind: "silent" }],
    ["takes records and loses its answer", { kind: "lose-answer" }],
    ["breaks its answer off", { kind: "half-answer" }],
  ] as const)("loses nothing and has nothing twice if the store %s", async (_, fault) => {
    const log = await open({ flushBytes: 500 });
    let failed = 0;
    proxy.plan = () => (failed++ < 3 ? fault : { kind: "none" });
    appendAll(log, numbered(1, 10));
    await log.flush().catch(() => {});
    await until(() => log.stats.delivered === 10);
    expect((await linesInStore()).sort()).toEqual(numbered(1, 10).map((r) => JSON.stringify(r)));
  });

  it("answers at once though the store is slow", async () => {
    const log = await open({ flushBytes: 500 });
    proxy.plan = () => ({ kind: "slow", pieces: 2, pauseMs: 50 });
    const begun = performance.now();
    appendAll(log, numbered(1, 10));
    await log.written();
    expect(performance.now() - begun).toBeLessThan(50);
    await log.flush();
    expect((await inStore()).length).toBe(10);
  });

  it("refuses rather than loses once the spool is full, and goes on once there is room", async () => {
    const log = await open({ room: new SpoolRoom(16_384), flushBytes: 1000 });
    proxy.plan = () => ({ kind: "status", status: 503, code: "ServerBusy" });
    const taken: PredictionRecord[] = [];
    for (const record of numbered(1, 100)) {
      if (log.append(record, DAY)) taken.push(record);
      await log.written();
    }
    expect(taken.length).toBeGreaterThan(5);
    expect(taken.length).toBeLessThan(12);
    expect(log.stats).toMatchObject({ accepted: taken.length, refused: 100 - taken.length });
    await expect(log.appendAndFlush(prediction(200, { model }), DAY)).rejects.toThrow(/it is full/);
    proxy.plan = () => ({ kind: "none" });
    await log.flush();
    const [after] = numbered(101, 101);
    expect(log.append(after!, DAY)).toBe(true);
    await log.flush();
    expect(await inStore()).toEqual([...taken, after]);
  });

  it("refuses before the files of all its logs, waiting, behind and put aside, take more than their room", async () => {
    const limit = 64 * 4096;
    const room = new SpoolRoom(limit);
    await mkdir(join(folder, "predictions", "rejected"), { recursive: true });
    await writeFile(join(folder, "predictions", "rejected", "gone-00000001.txt"), "x".repeat(40_000));
    await mkdir(join(folder, "predictions", "gone-0123456789ab@0-0"), { recursive: true });
    const left = `#${model}/predictions/date=${DAY}\n`.padEnd(20_000, "x");
    await writeFile(join(folder, "predictions", "gone-0123456789ab@0-0", "00000001.log"), left);
    let away = false;
    const sink = (name: string): LogSink => ({
      name,
      async deliver() {
        if (away || name === "second") throw new Error("away");
      },
    });
    const options = (kind: string) => ({ spoolDirectory: join(folder, kind), room, flushBytes: 3000, retryMilliseconds: 1e6 });
    const predictions = await open({ ...options("predictions"), sinks: [sink("first"), sink("second")] });
    const feedback = await openFeedbackLog({ ...options("feedback"), writer: "scorer", sinks: [sink("first")] });
    opened.push(feedback);
    const label = { ...{ time: "2009-04-02T00:00:00.000Z", model, prediction: "€".repeat(1000), about: null }, subject: null, label: 1 };
    /** What the files take, block by block. */
    const taken = () =>
      (readdirSync(folder, { recursive: true }) as string[])
        .map((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
        .reduce((sum, file) => sum + (file?.isFile() === true ? 4096 * Math.ceil(file.size / 4096) : 0), 0);
    const fill = async (turns: number, rows: number) => {
      for (let turn = 0; turn < turns; turn++) {
        for (let row = 0; row < rows; row++) {
          predictions.append(prediction(rows * turn + row, { model }), DAY);
          feedback.append({ ...label, id: `${turn}/${row}`, source: "caller" }, DAY);
        }
        await predictions.written();
        expect(taken()).toBeLessThanOrEqual(limit);
      }
    };
    await fill(4, 5);
    await Promise.all([predictions.flush(), feedback.flush()]);
    expect([predictions.stats.refused, feedback.stats.refused]).toEqual([0, 0]);
    expect(taken()).toBeGreaterThan(limit / 8);
    away = true;
    await fill(1, 100);
    await fill(50, 5);
    expect(predictions.stats.refused).toBeGreaterThan(0);
    expect(feedback.stats.refused).toBeGreaterThan(0);
    expect(taken()).toBeGreaterThan(limit * 0.9);
    away = false;
    await Promise.all([predictions.flush(), feedback.flush()]);
    await until(() => predictions.append(prediction(1, { model }), DAY));
    expect(feedback.append({ ...label, id: "last", source: "caller" }, DAY)).toBe(true);
  });

  it("takes what is held for one request at once, between whatever else comes, or none of it", async () => {
    const log = await open({ room: new SpoolRoom(40_000) });
    const first = log.hold();
    const second = log.hold();
    for (const record of numbered(1, 3)) expect(first.append(record, record.id === numbered(2, 2)[0]!.id ? "2009-04-02" : DAY)).toBe(true);
    for (const record of numbered(4, 5)) expect(second.append(record, DAY)).toBe(true);
    appendAll(log, numbered(6, 6));
    await log.flush();
    expect(ids(await inStore())).toEqual(ids(numbered(6, 6)));
    expect(first.take()).toBe(true);
    second.release();
    expect(second.take()).toBe(false);
    const third = log.hold();
    let held = 0;
    while (third.append(prediction(100 + held, { model }), DAY)) held++;
    expect(third.take()).toBe(false);
    expect(log.stats).toMatchObject({ accepted: 4, refused: 2 + held + 1 });
    appendAll(log, numbered(7, 7));
    await log.flush();
    expect(ids(await inStore())).toEqual(ids([...numbered(1, 3), ...numbered(6, 7)]));
    expect(await logBlobs(azurite.store, model, "predictions", { from: "2009-04-02", to: "2009-04-02" })).toHaveLength(1);
    // the room of what was let go and refused is there again: as much is held as before, and one that is closed takes nothing
    const fourth = log.hold();
    for (let again = 0; again < held; again++) expect(fourth.append(prediction(again, { model }), DAY)).toBe(true);
    await log.close();
    expect(fourth.take()).toBe(false);
    expect(ids(await inStore())).toEqual(ids([...numbered(1, 3), ...numbered(6, 7)]));
  });

  it("leaves what it can't send to the next start", async () => {
    const log = await open();
    proxy.plan = () => ({ kind: "status", status: 503, code: "ServerBusy" });
    appendAll(log, numbered(1, 3));
    await log.close();
    expect(await inStore()).toEqual([]);
    proxy.plan = () => ({ kind: "none" });
    const next = await open();
    await until(() => next.stats.delivered === 3);
    await next.close();
    expect(await inStore()).toEqual(numbered(1, 3));
    expect(await readdir(folder)).toEqual([]);
  });

  it("stops at a name that stands for other lines", async () => {
    const log = await open();
    appendAll(log, numbered(1, 1));
    await log.flush();
    const [name] = await logBlobs(azurite.store, model, "predictions");
    await azurite.store.put("predictions", name!.replace("00000001.jsonl", "00000002.jsonl"), "{}\n");
    appendAll(log, numbered(2, 2));
    await expect(log.flush()).rejects.toThrow(/Two writers have the same name/);
    expect(log.stats.spooledBytes).toBeGreaterThan(0);
  });
});

describe("while the disk fails", () => {
  const noSpace = () => Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });

  it("promises nothing, takes nothing more, and goes on by itself with what it had taken", async () => {
    let full = false;
    const write = (file: number, bytes: Uint8Array, from: number, position: number) => {
      if (!full) return writeSync(file, bytes, from, bytes.length - from, position);
      // a disk that fills up takes a part, then nothing
      if (from > 0) throw noSpace();
      return writeSync(file, bytes, 0, Math.ceil(bytes.length / 2), position);
    };
    const log = await open({ disk: { write } });
    appendAll(log, numbered(1, 2));
    await log.written();
    full = true;
    appendAll(log, numbered(3, 4));
    await expect(log.written()).rejects.toMatchObject({ code: "LOG_UNWRITABLE", message: expect.stringContaining("ENOSPC") });
    expect(log.append(prediction(5, { model }), DAY)).toBe(false);
    await expect(log.flush()).rejects.toThrow(/ENOSPC/);
    expect(log.stats).toMatchObject({ accepted: 4, refused: 1, failure: expect.stringContaining("ENOSPC") });
    full = false;
    await until(() => log.stats.failure === null);
    appendAll(log, numbered(6, 6));
    await log.flush();
    expect(await inStore()).toEqual([...numbered(1, 4), ...numbered(6, 6)]);
  });

  it("says so if records are in memory only when it is closed", async () => {
    const log = await open({
      disk: {
        write: () => {
          throw noSpace();
        },
      },
    });
    opened.pop();
    appendAll(log, numbered(1, 2));
    await expect(log.close()).rejects.toThrow(/2 records are in memory only/);
  });
});

describe("bringing many records", () => {
  it("makes room as often as the spool is full", async () => {
    const log = await open({ room: new SpoolRoom(8192) });
    await bringAll(log, numbered(1, 30), () => DAY);
    expect(log.stats.refused).toBeGreaterThan(0);
    expect(await inStore()).toEqual(numbered(1, 30));
  });

  it("says so if a record is not taken at all", async () => {
    const log = await open({ room: new SpoolRoom(8192) });
    await log.close();
    await expect(bringAll(log, numbered(1, 1), () => DAY)).rejects.toMatchObject({ code: "LOG_UNWRITABLE" });
    expect(await inStore()).toEqual([]);
  });
});

describe("what a killed process left", () => {
  it("is all there that was known to be in the spool, once", async () => {
    model = "market-volatility";
    let done = 0;
    proxy.plan = (_, method) => (method === "PUT" && ++done % 5 === 0 ? { kind: "lose-answer" } : { kind: "none" });
    const child = spawn(
      process.execPath,
      ["--require", require.resolve("tsx/cjs"), join(__dirname, "log-user.ts"), proxy.location, folder],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let known = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      known = Number(line);
      if (known >= 2000) break;
    }
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
    const sent = (await linesInStore()).length;
    expect((await segments()).length).toBeGreaterThan(0);
    const log = await open();
    await until(() => log.stats.spooledBytes === 0);
    await log.close();
    expect(await readdir(folder)).toEqual([]);
    const lines = (await linesInStore()).map((l) => (JSON.parse(l) as PredictionRecord).id).sort();
    expect(lines.length).toBeGreaterThan(sent);
    expect(lines.slice(0, known)).toEqual(ids(Array.from({ length: known }, (_, i) => prediction(i))));
    expect(new Set(lines).size).toBe(lines.length);
  });

  it("is put aside where it can't be read, and all else is delivered", async () => {
    const line = (number: number) => JSON.stringify(prediction(number, { model }));
    const header = `#${model}/predictions/date=${DAY}\n`;
    const torn = line(9).slice(0, 40);
    await mkdir(join(folder, "gone-0123456789ab@0-0"));
    await writeFile(
      join(folder, "gone-0123456789ab@0-0", "00000007.log"),
      `${header}${line(1)}\n{"half": \n${line(2)}\n\0\0\0\n#../../else\n${line(3)}\n${header}${line(4)}\n${torn}`,
    );
    const log = await open();
    await log.flush();
    expect(await inStore()).toEqual([...numbered(1, 2), ...numbered(4, 4)]);
    expect(await logBlobs(azurite.store, model, "predictions")).toEqual([
      `${model}/predictions/date=${DAY}/gone-0123456789ab-00000007.jsonl`,
    ]);
    expect(await readFile(join(folder, "rejected", "gone-0123456789ab-00000007.txt"), "utf8")).toBe(
      `{"half": \n\0\0\0\n#../../else\n${line(3)}\n${torn}`,
    );
    expect(log.stats).toMatchObject({ delivered: 3, rejected: 4 });
  });

  it("and was put aside is kept for a week, and removed then, at a start and while a log is open", async () => {
    const aside = join(folder, "rejected");
    const put = async (name: string, ageDays: number) => {
      await mkdir(aside, { recursive: true });
      await writeFile(join(aside, name), "x".repeat(10 * 4096));
      const at = Date.now() / 1000 - 86_400 * ageDays;
      await utimes(join(aside, name), at, at);
    };
    await put("old.txt", 7.1);
    await put("young.txt", 6.9);
    const hour = 3_600_000;
    jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "setTimeout", "clearTimeout", "queueMicrotask", "Date", "performance"] });
    try {
      // there is room for a record only where the file is gone
      const room = new SpoolRoom(12 * 4096);
      const log = await open({ room });
      expect(await readdir(aside)).toEqual(["young.txt"]);
      expect(log.stats.aged).toBe(1);
      expect(log.append(prediction(1, { model }), DAY)).toBe(true);
      await log.flush();
      await put("young.txt", 7.1);
      jest.advanceTimersByTime(hour);
      await until(() => log.stats.aged === 2);
      expect(await readdir(aside)).toEqual([]);
      for (let number = 2; number < 40; number++) {
        expect(log.append(prediction(number, { model }), DAY)).toBe(true);
        await log.written();
      }
      await log.close();
    } finally {
      jest.useRealTimers();
    }
  });

  it("is left alone while its process lives", async () => {
    proxy.plan = () => ({ kind: "status", status: 503, code: "ServerBusy" });
    const first = await open();
    appendAll(first, numbered(1, 1));
    await first.written();
    const second = await open();
    expect(second.stats.spooledBytes).toBe(0);
    proxy.plan = () => ({ kind: "none" });
    await second.flush();
    expect(await inStore()).toEqual([]);
    await first.flush();
    expect(await inStore()).toEqual(numbered(1, 1));
  });

  it("is taken over though another process has its id now", async () => {
    const line = JSON.stringify(prediction(1, { model }));
    const before = join(folder, `gone-0123456789ab@${process.pid}-1`);
    await mkdir(before);
    await writeFile(join(before, "00000001.log"), `#${model}/predictions/date=${DAY}\n${line}\n`);
    const log = await open();
    await log.flush();
    expect(await linesInStore()).toEqual([line]);
  });
});

describe("a second sink", () => {
  const first = () => blobSink(connect(proxy.location, IMPATIENT));
  const textOf = (records: readonly PredictionRecord[]) => records.map((r) => `${JSON.stringify(r)}\n`).join("");

  it("that fails holds up only itself, and what the first has is not sent to that again", async () => {
    const second: Batch[] = [];
    let fails = true;
    const failing: LogSink = {
      name: "second",
      async deliver(batch) {
        if (fails) throw new Error("not now");
        second.push(batch);
      },
    };
    const log = await open({ sinks: [first(), failing] });
    appendAll(log, numbered(1, 3));
    await log.flush();
    expect(await inStore()).toEqual(numbered(1, 3));
    await until(() => log.stats.failure !== null);
    expect(log.stats).toMatchObject({ delivered: 3, spooledBytes: 0, failure: "second: not now" });
    await log.close();
    const before = proxy.requests.length;
    fails = false;
    const next = await open({ sinks: [first(), failing] });
    await until(() => second.length === 1);
    await next.close();
    expect(proxy.requests.length).toBe(before);
    expect(Buffer.from(second[0]!.lines).toString()).toBe(textOf(numbered(1, 3)));
    expect(await readdir(folder)).toEqual([]);
  });

  it("that is away for long misses the oldest records, and nothing is refused for its sake", async () => {
    const second: string[] = [];
    let fails = true;
    const failing: LogSink = {
      name: "second",
      async deliver({ lines }) {
        if (fails) throw new Error("not now");
        second.push(Buffer.from(lines).toString());
      },
    };
    // of sixteen blocks it may take four, one for each flush; what it misses is not held up until it is tried again
    const log = await open({ sinks: [first(), failing], room: new SpoolRoom(16 * 4096), retryMilliseconds: 1e6 });
    for (const record of numbered(1, 20)) {
      expect(log.append(record, DAY)).toBe(true);
      await log.flush();
    }
    fails = false;
    await log.close();
    const { dropped, ...stats } = log.stats;
    expect(stats).toMatchObject({ refused: 0, delivered: 20, spooledBytes: 0 });
    expect(dropped).toBeGreaterThan(13);
    expect(dropped).toBeLessThan(18);
    expect(second.join("")).toBe(textOf(numbered(dropped + 1, 20)));
    expect(await inStore()).toEqual(numbered(1, 20));
  });

  it("that is still away when the first is back gives up its place at once, not when it is tried again", async () => {
    let away = true;
    const sink = (name: string): LogSink => ({
      name,
      async deliver() {
        if (away || name === "second") throw new Error("away");
        // the second has been tried by then
        await new Promise((resolve) => setTimeout(resolve, 10));
      },
    });
    const sinks = [sink("first"), sink("second")] as const;
    const log = await open({ sinks, room: new SpoolRoom(16 * 4096), flushBytes: 1000, retryMilliseconds: 1e6 });
    while (log.append(prediction(1, { model }), DAY)) await log.written();
    away = false;
    await log.flush();
    const begun = performance.now();
    await until(() => log.append(prediction(1, { model }), DAY));
    // a sink that fails is tried again after 30 s at the latest
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(log.stats.dropped).toBeGreaterThan(0);
  });

  it("that refuses lines for good is not asked again, and gets what comes after", async () => {
    const second: string[] = [];
    const choosy: LogSink = {
      name: "second",
      async deliver({ lines }) {
        second.push(Buffer.from(lines).toString());
        if (second.length === 1) throw new LinesRefused("too large", Buffer.from(textOf(numbered(2, 2))));
      },
    };
    const log = await open({ sinks: [first(), choosy] });
    appendAll(log, numbered(1, 2));
    await log.flush();
    appendAll(log, numbered(3, 3));
    await log.close();
    expect(second).toEqual([textOf(numbered(1, 2)), textOf(numbered(3, 3))]);
    expect(log.stats).toMatchObject({ delivered: 3, dropped: 1, failure: null });
    expect(await readFile(join(folder, "rejected", "second.txt"), "utf8")).toBe(`too large\n${textOf(numbered(2, 2))}`);
  });
});

describe("flushes", () => {
  it("that come while one is under way share the next, and its blob", async () => {
    const log = await open();
    const puts = () => proxy.requests.filter((r) => r.startsWith("PUT ")).length;
    const before = puts();
    await Promise.all(numbered(1, 64).map((record) => log.appendAndFlush(record, DAY)));
    expect(puts() - before).toBe(1);
    const early = log.appendAndFlush(prediction(65, { model }), DAY);
    await until(() => proxy.requests.length > before + 1);
    await Promise.all([early, ...numbered(66, 128).map((record) => log.appendAndFlush(record, DAY))]);
    expect(puts() - before).toBeLessThanOrEqual(3);
    expect(await inStore()).toEqual(numbered(1, 128));
  });

  it("that fail say so to all who wait, and the next one goes on", async () => {
    const log = await open();
    proxy.plan = () => ({ kind: "status", status: 503, code: "ServerBusy" });
    const settled = await Promise.allSettled(numbered(1, 3).map((record) => log.appendAndFlush(record, DAY)));
    expect(settled.map((s) => s.status)).toEqual(["rejected", "rejected", "rejected"]);
    proxy.plan = () => ({ kind: "none" });
    await log.flush();
    expect(await inStore()).toEqual(numbered(1, 3));
  });
});

describe("reading", () => {
  it("gives a record that is there twice once, and tells the arms of a row apart", async () => {
    const [a] = numbered(1, 1);
    const shadow = { ...a!, arm: "shadow" as const };
    const text = (...records: PredictionRecord[]) => records.map((r) => `${JSON.stringify(r)}\n`).join("");
    await azurite.store.put("predictions", `${model}/predictions/date=${DAY}/x-1.jsonl`, text(a!, a!, shadow));
    await azurite.store.put("predictions", `${model}/predictions/date=${DAY}/x-2.jsonl`, text(a!));
    expect(await inStore()).toEqual([shadow, a].reverse().sort((x, y) => (x!.arm < y!.arm ? -1 : 1)));
  });

  it.each([
    ["half a line", '{"id": "a"}\n{"id"'],
    ["a line that is no JSON", "{]\n"],
  ])("tells of %s rather than to leave it out", async (_, text) => {
    const name = `${model}/predictions/date=${DAY}/x-1.jsonl`;
    await azurite.store.put("predictions", name, text);
    await expect(inStore()).rejects.toMatchObject({ code: "DAMAGED_BLOB", blob: name });
  });
});
