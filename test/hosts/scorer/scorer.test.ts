import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPredictionLog, type PredictionLog } from "../../../model-code/adapters/prediction-log/prediction-log";
import type { LogSink } from "../../../model-code/adapters/prediction-log/sink";
import { SpoolRoom } from "../../../model-code/adapters/prediction-log/spool-room";
import { contractOf } from "../../../model-code/core/serving/contract";
import { predictionLine } from "../../../model-code/core/serving/prediction-line";
import type { PredictionRecord } from "../../../model-code/core/serving/prediction-record";
import { Refused } from "../../../model-code/core/serving/problem-details";
import type { LoadedPackage } from "../../../model-code/hosts/scorer/loaded-package";
import { Scorer } from "../../../model-code/hosts/scorer/scorer";
import { manifestOf } from "../../support/scorer";

test("what the runtime says when it fails is for the log, not for the caller; the failure is logged as a prediction", async () => {
  const document = { model: "speeding", features: { numbers: ["speed"], categories: [] }, unused: [], rowKey: [], time: null };
  const failure = new Error("Non-zero status code at /cache/0a1b/model.onnx");
  const failing = {
    digest: "a",
    document,
    contract: contractOf(document as never, undefined),
    redact: () => ({}),
    score: () => Promise.reject(failure),
  } as unknown as LoadedPackage;
  const records: PredictionRecord[] = [];
  const log = { append: (record: PredictionRecord) => records.push(record) > 0, written: () => Promise.resolve() };
  const scorer = new Scorer({ log: log as unknown as PredictionLog, clock: () => new Date(0) });
  const serving = { manifest: manifestOf("a"), stable: failing, candidate: null, arm: () => "stable" as const, group: () => undefined };
  const asked = { features: { speed: 1 }, input: undefined, key: null, about: null, subject: null };
  const refused: unknown = await scorer.score(serving, [asked], { key: "k" }, () => "").catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refused);
  expect(refused).toMatchObject({ refusal: "failed", cause: failure, detail: expect.not.stringContaining("model.onnx") });
  expect(records).toMatchObject([{ status: "error", score: null }]);
});

test("while there is a candidate, the rows of both are compared, and their lines say how many rows their run had, and in a canary the caller's group", async () => {
  const document = { model: "speeding", features: { numbers: ["speed"], categories: [] }, unused: [], rowKey: [], time: null };
  const asked = { features: { speed: 1 }, input: undefined, key: null, about: null, subject: null };
  const compared: string[] = [];
  const packageOf = (digest: string) =>
    ({
      digest,
      document: { ...document, output: "prediction" },
      contract: contractOf(document as never, undefined),
      redact: () => ({}),
      score: (_: unknown, isCompared: boolean) => {
        compared.push(`${digest} ${isCompared}`);
        return Promise.resolve({ value: 1, milliseconds: 1, rows: 7 });
      },
    }) as unknown as LoadedPackage;
  const [stable, candidate] = [packageOf("a"), packageOf("b")];
  const records: PredictionRecord[] = [];
  const log = { append: (record: PredictionRecord) => records.push(record) > 0, written: () => Promise.resolve() };
  const scorer = new Scorer({ log: log as unknown as PredictionLog, clock: () => new Date(0) });
  const alone = { manifest: manifestOf("a"), stable, candidate: null, arm: () => "stable" as const, group: () => undefined };
  await scorer.score(alone, [asked], { key: "k" }, () => "");
  const split = { ...alone, candidate, arm: () => "canary" as const, group: (key: string) => key.length };
  await scorer.score(split, [{ ...asked, key: "four" }], { key: "k" }, () => "");
  const shadowed = { ...alone, candidate, manifest: { ...alone.manifest, candidate: { digest: "b", mode: "shadow" as const } } };
  await scorer.score(shadowed, [asked], { key: "k" }, () => "");
  await scorer.shadowsScored();
  expect(compared).toEqual(["a false", "b true", "a true", "b true"]);
  expect(records.map((r) => [r.arm, r.run, r.group])).toEqual([
    ["stable", undefined, undefined],
    ["canary", 7, 4],
    ["stable", 7, undefined],
    ["shadow", 7, undefined],
  ]);
});

test("of many rows some are worked on at a time, so that others have their turn, and all are answered in their order", async () => {
  const document = { model: "speeding", features: { numbers: ["speed"], categories: [] }, unused: [], rowKey: [], time: null };
  let turn = 0;
  let counting: NodeJS.Immediate;
  const count = () => {
    turn++;
    counting = setImmediate(count);
  };
  const [checked, logged] = [new Map<number, number>(), new Map<number, number>()];
  const seen = (rows: Map<number, number>) => rows.set(turn, (rows.get(turn) ?? 0) + 1);
  const stable = {
    digest: "a",
    document: { ...document, output: "prediction" },
    contract: contractOf(document as never, undefined),
    redact: () => ({}),
    score: async ({ numbers }: { numbers: readonly number[] }) => {
      await new Promise(setImmediate);
      return { value: 2 * numbers[0]!, milliseconds: 1, rows: 1 };
    },
  } as unknown as LoadedPackage;
  const hold = () => ({ append: () => seen(logged).size > 0, take: () => true, release: () => {} });
  const log = { hold, written: () => Promise.resolve() } as unknown as PredictionLog;
  const scorer = new Scorer({ log, clock: () => new Date(0) });
  const serving = { manifest: manifestOf("a"), stable, candidate: null, arm: () => "stable" as const, group: () => undefined };
  const asked = Array.from({ length: 1000 }, (_, i) => ({
    features: { speed: i },
    input: undefined,
    key: null,
    about: null,
    subject: null,
  }));
  const where = (row: number) => `row ${row}: ${seen(checked).size}`;
  count();
  const answers = await scorer.score(serving, asked, { key: "k" }, where).finally(() => clearImmediate(counting));
  expect(answers.map((a) => a.score)).toEqual(asked.map((_, i) => 2 * i));
  expect(answers.map((a) => Number(a.id.split("/")[1]))).toEqual(asked.map((_, i) => i));
  expect([checked, logged].map((rows) => Math.max(...rows.values()))).toEqual([256, 256]);
});

test("what may not be logged is not, though the caller's own words are at hand", async () => {
  const document = {
    model: "speeding",
    features: { numbers: ["speed"], categories: [] },
    unused: [],
    rowKey: [],
    time: null,
    output: "prediction",
  };
  const package_ = {
    digest: "a",
    document,
    contract: contractOf(document as never, undefined),
    score: () => Promise.resolve({ value: 1, milliseconds: 1, rows: 1 }),
  };
  const asked = { features: { speed: 1.5 }, input: undefined, key: null, about: null, subject: null, written: () => '{"speed": 1.50}' };
  const lines: string[] = [];
  const log = {
    append: (record: PredictionRecord, _: string, written?: () => string) => lines.push(predictionLine(record, written?.())) > 0,
    written: () => Promise.resolve(),
  };
  const scorer = new Scorer({ log: log as unknown as PredictionLog, clock: () => new Date(0) });
  for (const redact of [({ given }: { given: object }) => given, () => ({ speed: 1 })]) {
    const stable = { ...package_, redact } as unknown as LoadedPackage;
    const serving = { manifest: manifestOf("a"), stable, candidate: null, arm: () => "stable" as const, group: () => undefined };
    await scorer.score(serving, [asked], { key: "k" }, () => "");
  }
  expect(lines.map((l) => /"features":(\{.*?\})/.exec(l)![1])).toEqual(['{"speed": 1.50}', '{"speed":1}']);
});

test("a request that finds no room for all its rows leaves none in the log, and when it comes again each is there once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "halves-"));
  const lines: string[] = [];
  let away = true;
  const sink: LogSink = {
    name: "store",
    async deliver(batch) {
      if (away) throw new Error("away");
      lines.push(...Buffer.from(batch.lines).toString().trimEnd().split("\n"));
    },
  };
  // a row has some 330 bytes, for which thrice as much is kept until they are written
  const log = await openPredictionLog({ writer: "w", spoolDirectory: folder, sinks: [sink], room: new SpoolRoom(900_000) });
  const document = { model: "speeding", features: { numbers: ["speed"], categories: [] }, unused: [], rowKey: [], time: null };
  const stable = {
    digest: "a".repeat(64),
    document: { ...document, output: "prediction" },
    contract: contractOf(document as never, undefined),
    redact: ({ given }: { given: object }) => given,
    score: () => Promise.resolve({ value: 1, milliseconds: 1, rows: 1 }),
  } as unknown as LoadedPackage;
  const told: PredictionRecord[] = [];
  const scorer = new Scorer({ log, clock: () => new Date(0), onRecord: (record) => told.push(record) });
  const serving = { manifest: manifestOf("a"), stable, candidate: null, arm: () => "stable" as const, group: () => undefined };
  const rows = (count: number) => Array(count).fill({ features: { speed: 1 }, input: undefined, key: null, about: null, subject: null });
  const ask = (count: number) => scorer.score(serving, rows(count), { eventId: "asked", key: "k" }, (i) => `row ${i}`);
  try {
    // more than one turn's rows, and less than the room
    await ask(600);
    await expect(ask(1100)).rejects.toMatchObject({ refusal: "log" });
    expect([log.stats.accepted, log.stats.refused > 256, told.length]).toEqual([600, true, 600]);
    away = false;
    await log.flush();
    expect(lines).toHaveLength(600);
    // nothing of what was refused keeps its room
    await ask(700);
    await log.flush();
    expect(lines).toHaveLength(600 + 700);
    expect(log.stats).toMatchObject({ accepted: 1300, delivered: 1300 });
    expect(new Set(lines.slice(600).map((line) => JSON.parse(line).id)).size).toBe(700);
  } finally {
    await log.close();
    rmSync(folder, { recursive: true });
  }
});
