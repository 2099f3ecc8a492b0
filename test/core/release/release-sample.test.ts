import fc from "fast-check";
import { decideRelease } from "../../../model-code/core/release/controller";
import { type ReleaseWindows, windowsOf } from "../../../model-code/core/release/observe";
import { ReleaseSample } from "../../../model-code/core/release/release-sample";
import type { FeedbackRecord, PredictionRecord } from "../../../model-code/core/serving/prediction-record";
import { feedbackOf, predictionOf } from "../../support/prediction-rows";
import { A, B, manifest, served } from "./canary";

const OLD = "cc".repeat(32);
const sampleOf = (predictions: readonly PredictionRecord[], labels: readonly FeedbackRecord[], most?: number) => {
  const sample = new ReleaseSample(manifest, 2, served, most);
  for (const label of labels) sample.label(label);
  for (const prediction of predictions) sample.add(prediction);
  return sample.result();
};
const second = (n: number) => new Date(Date.UTC(2009, 3, 2, 0, 0, n)).toISOString();
/** Sums of fractions differ in their last digits by the order in which they are added. */
const rounded = (windows: ReleaseWindows): unknown =>
  JSON.parse(
    JSON.stringify(windows, (_, v: unknown) =>
      typeof v === "number" ? +v.toFixed(9) : v instanceof Map ? [...v].sort(([a], [b]) => a - b) : v,
    ),
  );

test("what fits is judged whole: the windows are those of all that was logged", () => {
  const answer = fc.record({
    row: fc.option(fc.nat(12), { nil: null }),
    by: fc.constantFrom("stable", "canary", "shadow", "old"),
    release: fc.integer({ min: 1, max: 4 }),
    failed: fc.nat(5),
    score: fc.integer({ min: 1, max: 9 }),
  });
  const label = fc.record({ of: fc.nat(70), byId: fc.boolean(), label: fc.nat(1) });
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 60 }), fc.array(label, { maxLength: 30 }), (answers, said) => {
      const about = (row: number) => ({ symbol: `S${row % 4}`, date: `2009-04-0${1 + (row % 3)}` });
      const predictions = answers.map(({ row, by, release, failed, score }, i) =>
        predictionOf({
          // two rows a request
          id: `${by}-${release}-${Math.floor(i / 2)}/${i % 2}`,
          time: second(i),
          digest: by === "old" ? OLD : by === "stable" ? A : B,
          arm: by === "old" ? "stable" : by,
          release,
          about: row === null ? null : about(row),
          status: failed === 0 ? "error" : "ok",
          score: failed === 0 ? null : score / 10,
          latencyMs: 1 + (i % 7),
        }),
      );
      const labels = said.map(({ of, byId, label }, i) =>
        feedbackOf({
          id: `f${i}`,
          time: second(1000 + i),
          label,
          prediction: byId ? (predictions[of]?.id ?? "never/0") : null,
          about: byId ? null : about(of),
        }),
      );
      const { windows, asked, sampled } = sampleOf(predictions, labels);
      const logged = predictions.filter((p) => p.release >= 2 && p.digest !== OLD);
      const whole = windowsOf(manifest, logged, labels, served);
      expect(rounded(windows)).toEqual(rounded(whole));
      expect([asked, sampled]).toEqual([{ stable: whole.stable.requests, candidate: whole.candidate.requests }, undefined]);
    }),
  );
});

/** The candidate answers one caller in forty; 3 % of the requests to stable fail, and 6 % of its own. Both score every row of 600 days. */
const busy = Array.from({ length: 40_000 }, (_, i) => {
  const isCandidate = i % 40 === 0;
  const n = isCandidate ? i / 40 : i;
  const failed = n % 100 < (isCandidate ? 6 : 3);
  return predictionOf({
    id: `${isCandidate ? "c" : "s"}${i}/0`,
    digest: isCandidate ? B : A,
    arm: isCandidate ? "canary" : "stable",
    release: 3,
    about: { symbol: "IBM", date: `day ${n % 600}` },
    status: failed ? "error" : "ok",
    score: failed ? null : 0.1 + 0.8 * ((n % 600) / 600) + (isCandidate ? 0.05 : 0),
    latencyMs: 5,
  });
});
const outcomes = Array.from({ length: 600 }, (_, day) =>
  feedbackOf({ id: `f${day}`, label: day % 2, about: { symbol: "IBM", date: `day ${day}` } }),
);

test("of more, each version's requests are a sample of their own, and the rarer version keeps all", () => {
  const whole = sampleOf(busy, outcomes);
  const { windows, asked, sampled } = sampleOf(busy, outcomes, 2000);
  expect(sampled).toMatchObject({ stable: 1 / 32, candidate: 1 });
  expect(windows.candidate).toEqual(whole.windows.candidate);
  const { requests, errors } = windows.stable;
  expect(requests).toBeGreaterThan(1000);
  expect(requests).toBeLessThanOrEqual(2000);
  // within four standard errors of 3 %; what is told as asked is what the sample comes to
  expect(Math.abs(errors / requests - 0.03)).toBeLessThan(4 * Math.sqrt((0.03 * 0.97) / requests));
  expect(asked).toEqual({ stable: requests * 32, candidate: 1000 });
  expect(Math.abs(asked.stable / 39_000 - 1)).toBeLessThan(4 / Math.sqrt(requests));
});

test("rows are one sample for both: each pair's difference is that of the whole log, and a row that came in does so with both its answers", () => {
  const whole = sampleOf(busy, outcomes.slice(0, 200)).windows.outcomes.map((o) => o.difference.toFixed(9));
  const { windows, sampled } = sampleOf(busy, outcomes.slice(0, 200), 100);
  expect(sampled!.rows).toBe(1 / 8);
  const kept = windows.outcomes.map((o) => o.difference.toFixed(9));
  expect(kept.length).toBeGreaterThan(200 / 8 - 4 * Math.sqrt(200 / 8));
  expect(kept.length).toBeLessThan(200 / 8 + 4 * Math.sqrt(200 / 8));
  for (const difference of kept) expect(whole).toContain(difference);
  expect(windows.outcomes.every((o) => o.rows === 1)).toBe(true);
});

test("a decision tests what the sample counts, holds to the minimum what was asked, and says what it judged", () => {
  const stage = { minRequests: 30_000, bakeMinutes: 0 };
  const plan = {
    shadow: stage,
    canary: [{ ...stage, weight: 0.5 }],
    falseAlarmRate: 0.05,
    guardRails: { maxErrorIncrease: 0.01, maxLatencyRatio: 1.5, maxLossIncrease: 0.02, maxPredictionShift: 0.25 },
  };
  const seen = sampleOf(busy, outcomes, 2000);
  const { reasons, evidence } = decideRelease({ plan, manifest, ...seen, now: new Date("2009-04-03T00:00:00Z") });
  expect(evidence).toMatchObject({
    requests: { ...seen.asked, required: 30_000 },
    rails: { errors: { observations: { stable: seen.windows.stable.requests, candidate: 1000 } } },
    sampled: { stable: 1 / 32, candidate: 1 },
  });
  expect(reasons).toEqual(expect.arrayContaining([expect.stringMatching(/^candidate answered 1000 of 30000 requests$/)]));
  expect(reasons.join("\n")).not.toContain("stable answered");
  expect(reasons.at(-1)).toBe("judged by a sample: 1 in 32 requests to stable, all to the candidate, all rows");
});
