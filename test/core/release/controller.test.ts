import { decideRelease } from "../../../model-code/core/release/controller";
import { LATENCY_BINS, latencyBin } from "../../../model-code/core/release/latency-histogram";
import type { ArmWindow, OutcomeBlock } from "../../../model-code/core/release/observe";
import { groupOf } from "../../../model-code/core/release/split";
import { advance, pause, type ReleasePlan, rollBack, start } from "../../../model-code/core/release/transitions";
import { type Behaviour, type End, EQUAL, simulator } from "./simulation";

/** What model.yaml says by default. */
const plan: ReleasePlan = {
  shadow: { minRequests: 500, bakeMinutes: 60 },
  canary: [
    { weight: 0.05, minRequests: 200, bakeMinutes: 60 },
    { weight: 0.25, minRequests: 500, bakeMinutes: 60 },
    { weight: 0.5, minRequests: 1000, bakeMinutes: 60 },
  ],
  falseAlarmRate: 0.05,
  guardRails: { maxErrorIncrease: 0.005, maxLatencyRatio: 1.2, maxPredictionShift: 0.25, maxLossIncrease: 0.01 },
};
const began = new Date("2009-04-01T00:00:00Z");
const later = (minutes: number) => new Date(began.getTime() + minutes * 60_000);
const shadow = start(start(undefined, "ranges", "aa".repeat(32), began), "ranges", "bb".repeat(32), began);
const canary = advance(shadow, plan, began);

/** Rows in bins of these shares, each of a caller of its own, in one of a thousand groups. */
function answersOf(rows: number, shares: readonly number[]): ArmWindow["answers"] {
  const answers = new Map<number, Float64Array>();
  let row = 0;
  for (const [bin, share] of shares.entries())
    for (let i = 0; i < Math.round(share * rows); i++) {
      const group = groupOf(`row ${row++}`);
      const counts = answers.get(group) ?? new Float64Array(shares.length);
      answers.set(group, counts);
      counts[bin]!++;
    }
  return answers;
}
const arm = (requests: number, errors = 0, ms = 10, answers = [0.25, 0.25, 0.25, 0.25]): ArmWindow => {
  const latency = new Float64Array(LATENCY_BINS);
  latency[latencyBin(ms)] = requests - errors;
  return { requests, errors, latency: new Map([[1, latency]]), answers: answersOf(requests, answers) };
};
const outcomes = (blocks: number, difference: number): OutcomeBlock[] =>
  Array.from({ length: blocks }, (_, i) => ({ rows: 5, difference: 5 * difference + (i % 2 === 0 ? 0.2 : -0.2) }));
const decide = (stable: ArmWindow, candidate: ArmWindow, blocks: OutcomeBlock[] = [], manifest = shadow, minutes = 120) =>
  decideRelease({ plan, manifest, windows: { stable, candidate, outcomes: blocks }, now: later(minutes) });

describe("thousands of releases, looked at after each batch of 100 requests", () => {
  const world = { plan, spread: 0.5, batch: 100, labels: true };
  const ends = (runs: number, requests: number, behaviour: Partial<Behaviour>, labels = true): readonly End[] => {
    const run = simulator({ ...world, requests, labels }, { ...EQUAL, ...behaviour });
    return Array.from({ length: runs }, (_, seed) => run(seed));
  };
  const rolledBack = (of: readonly End[]) => of.filter((e) => e.how === "rolled back").length / of.length;

  test.each<[string, Partial<Behaviour>, RegExp, boolean]>([
    ["errors go from 1 % to 3 %", { errorRate: 0.03 }, /^Errors violated/, false],
    ["the 95th percentile of latency is half as much again", { slower: 1.5 }, /^Latency violated/, false],
    ["log loss is worse by 0.03", { lossMore: 0.03 }, /^Loss violated/, true],
    ["three answers in ten move to the top, and no labels come", { shifted: 0.3 }, /^Prediction shift violated/, false],
  ])("a candidate is rolled back in more than 95 % within 5,000 requests if %s", (_, behaviour, why, labels) => {
    const bad = ends(600, 5000, behaviour, labels);
    expect(rolledBack(bad)).toBeGreaterThan(0.95);
    expect(bad.filter((e) => why.test(e.why)).length / bad.length).toBeGreaterThan(0.9);
  });

  test("one that is as good is rolled back in fewer than 5 % over the whole release, and most are promoted", () => {
    const stage = { minRequests: 200, bakeMinutes: 60 };
    const quick = { ...plan, shadow: stage, canary: [0.25, 0.5].map((weight) => ({ ...stage, weight })) };
    const run = simulator({ ...world, plan: quick, requests: 8000 }, EQUAL);
    const equal = Array.from({ length: 600 }, (_, seed) => run(seed));
    expect(rolledBack(equal)).toBeLessThan(0.05);
    expect(equal.filter((e) => e.how === "promoted").length / equal.length).toBeGreaterThan(0.8);
  });

  test("one that is as good is rolled back in fewer than 5 % by the default plan, too", () => {
    expect(rolledBack(ends(600, 5000, {}))).toBeLessThan(0.05);
  });
});

test("it advances when enough was answered for long enough and no guard rail speaks against it, and is promoted at the end", () => {
  expect(decide(arm(600), arm(600))).toMatchObject({ action: "advance", evidence: { mode: "shadow", weight: 0 } });
  const [quarter] = [advance(canary, plan, began)];
  expect(decide(arm(4000), arm(900), [], quarter)).toMatchObject({ action: "advance", evidence: { weight: 0.25 } });
  expect(decide(arm(2000), arm(2000), [], advance(quarter, plan, began)).action).toBe("promote");
});

test.each<[string, ReturnType<typeof decide>, string]>([
  ["too few requests", decide(arm(600), arm(499)), "candidate answered 499 of 500 requests"],
  ["too short a time", decide(arm(600), arm(600), [], shadow, 59.9), "baked for 59 of 60 minutes"],
  ["a clock that went back", decide(arm(600), arm(600), [], shadow, -500), "baked for -500 of 60 minutes"],
  ["a pause", decide(arm(600), arm(600), [], pause(shadow, began)), "the release is paused"],
  ["errors that may be chance", decide(arm(600, 3), arm(600, 9)), "Errors unclear: 0.01 errors more, as a share of requests; at most 0.0"],
  ["few labels", decide(arm(600), arm(600), outcomes(12, -0.1)), "Loss unclear: 12 moments with labels are too few to judge by"],
  [
    "a loss that may be chance",
    decide(arm(600), arm(600), outcomes(40, 0.012)),
    "Loss unclear: 0.012 loss more, on the same rows; at most 0.0",
  ],
])("%s hold, and it says so", (_, decision, reason) => {
  expect(decision.action).toBe("hold");
  expect(decision.reasons).toEqual([expect.stringContaining(reason)]);
});

test("what lets a release go on is told as what was shown, and what was not judged is named", () => {
  const proven = decide(arm(6000, 2), arm(6000, 2));
  expect(proven.reasons).toEqual([
    expect.stringMatching(/^Errors kept: 0 errors more, as a share of requests; at most 0\.000\d+ with 80 % confidence, limit 0\.005$/),
    "Latency kept: 1 95th percentile over that of stable, in runs of as many rows; at most 1 with 80 % confidence, limit 1.2",
    expect.stringMatching(/^Prediction shift kept: /),
    "Loss left open: 0 moments with labels are too few to judge by",
  ]);
  // as many errors: both shares are taken as 7 of 502, and the bound of their difference is 0.8416 standard errors
  const unproven = decide(arm(500, 6), arm(500, 6));
  const bound = 0.8416 * Math.sqrt((2 * (7 / 502) * (495 / 502)) / 502);
  expect(bound).toBeGreaterThan(0.005);
  expect([unproven.action, unproven.reasons[0]]).toEqual([
    "advance",
    `Errors kept: 0 errors more, as a share of requests; no worse than stable, but not shown to be within its limit: at most ${bound.toPrecision(3)} with 80 % confidence, limit 0.005`,
  ]);
});

test("an outage of the candidate is found before any minimum and any baking", () => {
  const { action, reasons, evidence } = decide(arm(12), arm(12, 12), [], canary, 1);
  expect(action).toBe("roll-back");
  expect(reasons).toEqual([expect.stringMatching(/^Errors violated: 1 errors more/)]);
  // 0.05 for four guard rails and four stages
  expect(evidence?.rails.errors).toMatchObject({ verdict: "violated", figure: 1, limit: 0.005, errorBound: 0.003125 });
  expect(decide(arm(5), arm(5, 5), [], canary, 1).action).toBe("hold");
});

test("a paused release is rolled back as any other", () => {
  expect(decide(arm(500), arm(500, 100), [], pause(canary, began)).action).toBe("roll-back");
});

test("differences below a millisecond are none", () => {
  const { action, evidence } = decide(arm(600, 0, 0.2), arm(600, 0, 0.9));
  expect([action, evidence?.rails.latency.figure]).toEqual(["advance", 1]);
  expect(decide(arm(600, 0, 2), arm(600, 0, 9)).action).toBe("roll-back");
});

test("a shift is rolled back without labels, waits for them in shadow, and is let through once the loss is within its limit", () => {
  const moved = arm(600, 0, 10, [0.02, 0.03, 0.05, 0.9]);
  expect(decide(arm(600), moved).action).toBe("roll-back");
  expect(decide(arm(600), moved, outcomes(5, -0.1)).action).toBe("hold");
  expect(decide(arm(600), moved, outcomes(60, -0.1))).toMatchObject({
    action: "advance",
    evidence: { rails: { loss: { verdict: "kept" } } },
  });
  const through = decide(arm(600), moved, outcomes(60, -0.1), canary);
  expect(through.action).toBe("advance");
  expect(through.reasons).toContainEqual(
    expect.stringMatching(
      /^Prediction shift kept: [\d.]+ population stability index against stable; no harm, as the loss is within its limit: /,
    ),
  );
  expect(decide(arm(600), moved, outcomes(5, -0.1), canary).action).toBe("roll-back");
  expect(decide(arm(600), moved, outcomes(60, 0.1)).reasons.join()).toContain("Loss violated: 0.1 loss more");
});

test("without a candidate there is nothing to decide", () => {
  expect(decide(arm(9), arm(9, 9), [], rollBack(shadow, began))).toEqual({
    action: "hold",
    reasons: ["no release under way"],
    evidence: null,
  });
});
