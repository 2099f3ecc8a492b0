import fc from "fast-check";
import { parseManifest, type ReleaseManifest } from "../../../model-code/core/release/manifest";
import {
  advance,
  NoSuchTransition,
  pause,
  promote,
  type ReleasePlan,
  resume,
  retire,
  rollBack,
  stageText,
  start,
} from "../../../model-code/core/release/transitions";

const [A, B, C] = ["aa", "bb", "cc"].map((d) => d.repeat(32)) as [string, string, string];
const now = new Date("2009-04-01T21:00:00Z");
const stage = { minRequests: 1, bakeMinutes: 0 };
const plan: ReleasePlan = {
  shadow: stage,
  canary: [
    { ...stage, weight: 0.1 },
    { ...stage, weight: 0.5 },
  ],
  falseAlarmRate: 0.05,
  guardRails: { maxErrorIncrease: 0.005, maxLatencyRatio: 1.2, maxPredictionShift: 0.25, maxLossIncrease: 0.01 },
};
const first = start(undefined, "ranges", A, now);
const shadow = start(first, "ranges", B, now);
const tenth = advance(shadow, plan, now);
const half = advance(tenth, plan, now);
const second = promote(half, plan, now);

test("a release goes by shadow and the plan's weights to stable, a version a step", () => {
  expect(first).toEqual({
    schema: 1,
    model: "ranges",
    version: 1,
    state: "serving",
    stable: A,
    previous: null,
    candidate: null,
    since: "2009-04-01T21:00:00.000Z",
  });
  expect([shadow, tenth, half].map((m) => [m.version, m.stable, m.candidate])).toEqual([
    [2, A, { digest: B, mode: "shadow" }],
    [3, A, { digest: B, mode: "canary", weight: 0.1, step: 0 }],
    [4, A, { digest: B, mode: "canary", weight: 0.5, step: 1 }],
  ]);
  expect(second).toMatchObject({ version: 5, stable: B, previous: A, candidate: null });
});

test("a rollback drops the candidate, or else goes back once to what was stable before", () => {
  for (const m of [shadow, tenth, half, pause(half, now)])
    expect(rollBack(m, now)).toMatchObject({ version: m.version + 1, state: "serving", stable: A, candidate: null });
  const back = rollBack(second, now);
  expect(back).toMatchObject({ version: 6, stable: A, previous: null });
  expect(() => rollBack(back, now)).toThrow(
    "the release of ranges: expected a candidate, or a version that was stable before, got no release under way. Release another version, or retire the model.",
  );
});

test("a pause keeps the candidate where it is", () => {
  const paused = pause(tenth, now);
  expect(paused).toMatchObject({ version: 4, state: "paused", candidate: tenth.candidate });
  expect(resume(paused, now)).toMatchObject({ version: 5, state: "serving", candidate: tenth.candidate });
  expect(stageText(paused)).toBe("canary at 10 %, paused");
});

test("retirement serves nothing, for good", () => {
  const retired = retire(half, now);
  expect(retired).toMatchObject({ version: 5, state: "retired", stable: null, previous: null, candidate: null });
  for (const again of [() => retire(retired, now), () => start(retired, "ranges", C, now), () => rollBack(retired, now)])
    expect(again).toThrow("got retired. Retirement is for good: give its successor a name of its own.");
});

test.each<[string, () => unknown, string]>([
  ["a second candidate", () => start(tenth, "ranges", C, now), `got canary at 10 %. Let ${B} be promoted first, or roll it back.`],
  ["what is stable already", () => start(first, "ranges", A, now), "There is nothing to release; name another version."],
  ["an advance of nothing", () => advance(first, plan, now), "expected a release under way, got no release under way. Start one."],
  ["an advance beyond the plan", () => advance(half, plan, now), "got canary at 50 %. Promote it."],
  ["an advance of what is paused", () => advance(pause(tenth, now), plan, now), "got canary at 10 %, paused. Resume it first."],
  ["a promotion out of shadow", () => promote(shadow, plan, now), "got shadow. Let it advance first."],
  ["a promotion before the last weight", () => promote(tenth, plan, now), "got canary at 10 %. Let it advance first."],
  ["a pause of nothing", () => pause(first, now), "Start one."],
  ["a second pause", () => pause(pause(half, now), now), "Resume it first."],
  ["going on with what goes on", () => resume(half, now), "There is nothing to resume."],
])("%s is refused with what to do", (_, act, message) => {
  expect(act).toThrow(NoSuchTransition);
  expect(act).toThrow(message);
});

test("whatever is done in whatever order, manifests stay sound and versions go up by one", () => {
  const acts: readonly ((m: ReleaseManifest) => ReleaseManifest)[] = [
    (m) => start(m, "ranges", A, now),
    (m) => start(m, "ranges", B, now),
    (m) => advance(m, plan, now),
    (m) => promote(m, plan, now),
    (m) => rollBack(m, now),
    (m) => pause(m, now),
    (m) => resume(m, now),
    (m) => retire(m, now),
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...acts), { maxLength: 30 }), (chosen) => {
      let manifest = first;
      for (const act of chosen) {
        try {
          const after = act(manifest);
          expect(after.version).toBe(manifest.version + 1);
          expect(parseManifest(JSON.stringify(after), "ranges", "here")).toEqual(after);
          if (after.state !== "retired") expect(after.stable).not.toBeNull();
          if (after.state === "paused") expect(after.candidate).not.toBeNull();
          expect(after.candidate?.digest).not.toBe(after.stable);
          manifest = after;
        } catch (error) {
          if (!(error instanceof NoSuchTransition)) throw error;
        }
      }
    }),
  );
});
