import { seededRandom } from "../../../model-code/core/random";
import { decideRelease } from "../../../model-code/core/release/controller";
import type { ReleaseManifest } from "../../../model-code/core/release/manifest";
import type { ArmWindow } from "../../../model-code/core/release/observe";
import { groupsFor, splitFor } from "../../../model-code/core/release/split";

const stage = { minRequests: 200, bakeMinutes: 0 };
const plan = {
  shadow: stage,
  canary: [0.05, 0.25, 0.5].map((weight) => ({ ...stage, weight })),
  falseAlarmRate: 0.05,
  guardRails: { maxErrorIncrease: 0.005, maxLatencyRatio: 1.2, maxPredictionShift: 0.25, maxLossIncrease: 0.01 },
};
const began = new Date("2009-04-01T00:00:00Z");
const BINS = 10;

interface Counts {
  requests: number;
  readonly answers: Map<number, Float64Array>;
}
const nothing = (): Counts => ({ requests: 0, answers: new Map() });
const windowOf = ({ requests, answers }: Counts): ArmWindow => ({ requests, errors: 0, latency: new Map(), answers });

/**
 * The canaries of a candidate, 2,000 requests each of callers who ask again and again, looked at after each 100.
 * @param differ standard deviation of the callers' mean logits; those of a caller's rows have one of 1
 * @param shift of the candidate's logits
 * @returns whether it was rolled back
 */
function isRolledBack(seed: number, callers: number, differ: number, shift: number): boolean {
  const random = seededRandom(`callers ${seed}`);
  const means = Array.from({ length: callers }, () => differ * random.normal());
  return plan.canary.some(({ weight }, step) => {
    const candidate = { digest: seed.toString(16).padStart(64, "b"), mode: "canary" as const, weight, step };
    const common = { schema: 1, model: "m", state: "serving", stable: "a".repeat(64), previous: null } as const;
    const manifest: ReleaseManifest = { ...common, version: 3 + step, candidate, since: began.toISOString() };
    const [armOf, groupOf] = [splitFor(manifest), groupsFor(manifest)];
    const arms = { stable: nothing(), canary: nothing() };
    for (let request = 1; request <= 2000; request++) {
      const caller = Math.floor(random.next() * callers);
      const key = `caller-${caller}`;
      const arm = armOf(key);
      const { answers } = arms[arm];
      const answer = 1 / (1 + Math.exp(-(means[caller]! + random.normal() + (arm === "canary" ? shift : 0))));
      const counts = answers.get(groupOf(key)!) ?? new Float64Array(BINS);
      answers.set(groupOf(key)!, counts);
      counts[Math.min(BINS - 1, Math.floor(BINS * answer))]!++;
      arms[arm].requests++;
      if (request % 100 > 0) continue;
      const windows = { stable: windowOf(arms.stable), candidate: windowOf(arms.canary), outcomes: [] };
      if (decideRelease({ plan, manifest, windows, now: began }).action === "roll-back") return true;
    }
    return false;
  });
}
const share = (of: (seed: number) => boolean, runs: number) =>
  Array.from({ length: runs }, (_, seed) => of(seed)).filter(Boolean).length / runs;

test.each([
  [20, 1],
  [60, 2],
  [300, 2],
])("of %d callers who differ, an equal candidate is rolled back in fewer than 5 %", (callers, differ) => {
  expect(share((seed) => isRolledBack(seed, callers, differ, 0), 60)).toBeLessThan(0.05);
});

test("of a thousand callers who differ, one whose answers moved is rolled back in more than 90 %", () => {
  expect(share((seed) => isRolledBack(seed, 1000, 1, 1.5), 40)).toBeGreaterThan(0.9);
});

test("few callers are too few to judge by, however often they ask", () => {
  const manifest: ReleaseManifest = {
    ...{ schema: 1, model: "m", version: 3, state: "serving", stable: "a".repeat(64), previous: null, since: began.toISOString() },
    candidate: { digest: "b".repeat(64), mode: "canary", weight: 0.5, step: 0 },
  };
  const asked = (groups: number, bin: number): ArmWindow => ({
    ...windowOf(nothing()),
    requests: 100 * groups,
    answers: new Map(Array.from({ length: groups }, (_, g) => [g, Float64Array.from([0, 1], (b) => (b === bin ? 90 + g : 10))])),
  });
  const verdict = (groups: number) => {
    const windows = { stable: asked(500, 0), candidate: asked(groups, 1), outcomes: [] };
    return decideRelease({ plan, manifest, windows, now: began }).evidence!.rails["prediction-shift"].verdict;
  };
  expect([verdict(19), verdict(20)]).toEqual(["unknown", "violated"]);
});
