import { seededRandom } from "../../../model-code/core/random";
import { decideRelease, type ReleaseDecision } from "../../../model-code/core/release/controller";
import type { ReleaseManifest } from "../../../model-code/core/release/manifest";
import { type ObservedRecord, windowsOf } from "../../../model-code/core/release/observe";
import { inOneRun } from "../../../model-code/hosts/scorer/in-one-run";

const CONNECTIONS = 32;
const began = "2009-04-01T00:00:00.000Z";
const stage = { minRequests: 100, bakeMinutes: 0 };
const digests = { stable: "a".repeat(64), canary: "b".repeat(64) } as const;

let now = 0;
beforeEach(() => jest.spyOn(performance, "now").mockImplementation(() => now));
afterEach(() => jest.restoreAllMocks());

/** A canary of a model that takes 0.2 ms a run and 0.15 ms a row, asked over 32 connections that each wait for their answer. */
async function underLoad(weight: number, slower: number, requests: number, seed: number): Promise<ReleaseDecision> {
  const random = seededRandom(`${weight} ${slower} ${seed}`);
  const model = (times: number) =>
    inOneRun(
      (rows: readonly number[]) =>
        new Promise<number[]>((resolve) =>
          setImmediate(() => {
            now += times * (0.2 + 0.15 * rows.length) * Math.exp(0.1 * random.normal());
            resolve(rows.map(() => 0.5));
          }),
        ),
    );
  const arms = { stable: model(1), canary: model(slower) };
  const plan = {
    shadow: stage,
    canary: [{ ...stage, weight }],
    falseAlarmRate: 0.05,
    guardRails: { maxErrorIncrease: 0.005, maxLatencyRatio: 1.2, maxPredictionShift: 0.25, maxLossIncrease: 0.01 },
  };
  const manifest: ReleaseManifest = {
    schema: 1,
    model: "m",
    version: 3,
    state: "serving",
    stable: digests.stable,
    previous: null,
    candidate: { digest: digests.canary, mode: "canary", weight, step: 0 },
    since: began,
  };
  const records: ObservedRecord[] = [];
  const look = () => {
    const windows = windowsOf(manifest, records, [], { task: "binary-classification", time: null, answerEdges: [] });
    return decideRelease({ plan, manifest, windows, now: new Date(began) });
  };
  let decision: ReleaseDecision = look();
  const asks = async () => {
    while (records.length < requests && decision.action !== "roll-back") {
      const arm = random.next() < weight ? "canary" : "stable";
      const { value, milliseconds, rows } = await arms[arm](1, true);
      const id = `${records.length}/0`;
      const line = { id, time: began, about: null, status: "ok", score: value, latencyMs: milliseconds, run: rows } as const;
      records.push({ ...line, digest: digests[arm], release: 3, arm });
      if (records.length % 500 === 0) decision = look();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, asks));
  return decision;
}

const SEEDS = [1, 2, 3, 4, 5];
describe.each([0.05, 0.5, 0.9])("a canary at a weight of %d, under a load that fills runs", (weight) => {
  test("is promoted if it is as fast, however much larger or smaller its runs are", async () => {
    for (const seed of SEEDS) {
      const { action, reasons, evidence } = await underLoad(weight, 1, 5000, seed);
      expect([action, evidence?.rails.latency.verdict, reasons]).toEqual(["promote", "kept", expect.anything()]);
      expect(evidence!.rails.latency.figure).toBeCloseTo(1, 0);
    }
  });

  test.each([1.5, 3])("is rolled back within 5,000 requests if it takes %d times as long", async (slower) => {
    for (const seed of SEEDS) {
      const { action, reasons, evidence } = await underLoad(weight, slower, 5000, seed);
      expect([action, reasons]).toEqual(["roll-back", [expect.stringMatching(/^Latency violated: /)]]);
      expect(evidence!.rails.latency.figure! / slower).toBeGreaterThan(0.8);
      expect(evidence!.rails.latency.figure! / slower).toBeLessThan(1.25);
    }
  });
});
