import { calibrate } from "../../../model-code/core/monitor/calibrate";
import { referenceProfile } from "../../../model-code/core/monitor/calibrate-profile";
import { windowDrift } from "../../../model-code/core/monitor/column-drift";
import { profileOf, type ReferenceProfile } from "../../../model-code/core/monitor/reference-profile";
import { DEFAULT_THRESHOLD } from "../../../model-code/core/monitor/thresholds";
import { type Random, seededRandom } from "../../../model-code/core/random";

const WINDOW = 20;
const ENTITIES = 3;
const WIDTH = 6;

/** Sessions of three entities that share an autoregressive level: dependent along time, across entities and across features. */
function market(sessions: number, persistence: number, random: Random, shift = 0) {
  const rows = sessions * ENTITIES;
  const columns = Array.from({ length: WIDTH }, () => new Float64Array(rows));
  const times = new Float64Array(rows);
  const levels = new Float64Array(WIDTH).map(() => random.normal());
  for (let s = 0; s < sessions; s++) {
    const common = random.normal();
    for (let f = 0; f < WIDTH; f++) {
      levels[f] = persistence * levels[f]! + Math.sqrt(1 - persistence ** 2) * (0.6 * common + 0.8 * random.normal());
      for (let e = 0; e < ENTITIES; e++) columns[f]![s * ENTITIES + e] = levels[f]! + 0.5 * random.normal() + shift;
    }
    times.fill(s, s * ENTITIES, (s + 1) * ENTITIES);
  }
  const features = { rows, numbers: columns.map((values, f) => ({ name: `x${f}`, values })), categories: [] };
  const prediction = columns[0]!.map((x, i) => 1 / (1 + Math.exp(-x - columns[1]![i]!)));
  return { features, times, prediction, predictionTimes: times };
}

const settings = { windowSessions: WINDOW, falseAlarmRate: 0.1 };
const alarms = (profile: ReferenceProfile, window: ReturnType<typeof market>, sessions = WINDOW) => {
  const { features, prediction } = windowDrift(profile, window.features, window.prediction, sessions);
  return [...features, prediction].filter((c) => c.exceeded.length > 0).length;
};

test("windows like the reference raise an alarm no more often than stated", () => {
  const random = seededRandom("calm");
  let raised = 0;
  const [references, windows] = [15, 12];
  for (let r = 0; r < references; r++) {
    const profile = referenceProfile(market(600, 0.9, random), settings);
    for (let w = 0; w < windows; w++) if (alarms(profile, market(WINDOW, 0.9, random)) > 0) raised++;
  }
  // one in ten is stated, over all features and the prediction; three standard deviations of 180 draws are 0.067
  expect(raised / (references * windows)).toBeLessThanOrEqual(0.167);
  expect(raised).toBeGreaterThan(0);
});

test("so do windows of a few sessions, and a shift of three deviations is seen in them", () => {
  const random = seededRandom("early");
  const profiles = Array.from({ length: 5 }, () => referenceProfile(market(600, 0.9, random), settings));
  const windows = 60;
  for (const sessions of [1, 2, 3, 8]) {
    let [raised, seen] = [0, 0];
    for (const profile of profiles)
      for (let w = 0; w < windows; w++) {
        if (alarms(profile, market(sessions, 0.9, random), sessions) > 0) raised++;
        if (alarms(profile, market(sessions, 0.9, random, 3), sessions) > 0) seen++;
      }
    // three standard deviations of 300 draws of one in ten are 0.052
    expect(raised / (profiles.length * windows)).toBeLessThanOrEqual(0.152);
    expect(seen / (profiles.length * windows)).toBeGreaterThan(0.8);
  }
});

test("the customary 0.25 cries wolf on the same windows", () => {
  const random = seededRandom("customary");
  let raised = 0;
  for (let r = 0; r < 10; r++) {
    const { features, prediction } = market(600, 0.9, random);
    if (alarms(profileOf(features, prediction), market(WINDOW, 0.9, random)) > 0) raised++;
  }
  expect(raised).toBe(10);
});

test("a shift is seen in every feature, and a shorter window is held to higher thresholds", () => {
  const random = seededRandom("shift");
  const profile = referenceProfile(market(600, 0.3, random), settings);
  expect(alarms(profile, market(WINDOW, 0.3, random, 2))).toBe(WIDTH + 1);
  const { windows } = profile.thresholds!;
  expect(windows.map((w) => w.sessions)).toEqual([1, 2, 5, 10, 15, 20]);
  expect(windows[2]!.features.x0!.psi).toBeGreaterThan(windows[5]!.features.x0!.psi);
});

test("however much a column varies by itself, values that were never seen are drift", () => {
  const random = seededRandom("wild");
  const profile = referenceProfile(market(600, 0.995, random), settings);
  const window = market(WINDOW, 0.995, random, 1000);
  const drift = windowDrift(profile, window.features, window.prediction, WINDOW);
  for (const column of drift.features)
    expect([column.exceeded, column.outOfRangeShare]).toEqual([["psi", "jensenShannon", "kolmogorovSmirnov"], 1]);
});

test("equal references give equal thresholds; too short a one gives none, and the customary ones are not put in their place", () => {
  const reference = () => market(300, 0.5, seededRandom("same"));
  expect(referenceProfile(reference(), settings)).toEqual(referenceProfile(reference(), settings));
  const short = market(1, 0.5, seededRandom("short"));
  const profile = referenceProfile(short, settings);
  expect(profile.thresholds!.windows).toEqual([]);
  expect(windowDrift(profile, short.features, short.prediction, 1).features[0]!.threshold).toBeNull();
  expect(referenceProfile(market(9, 0.5, seededRandom("short")), settings).thresholds!.windows.map((w) => w.sessions)).toEqual([1, 2]);
});

test("a column that never varied gets the customary thresholds", () => {
  const rows = Int32Array.from({ length: 100 }, () => 1);
  const bins = { labels: ["< 1", "1", "> 1"], ordered: 3, expected: Float64Array.of(0, 1, 0) };
  const times = Float64Array.from({ length: 100 }, (_, i) => i);
  expect(calibrate([{ bins, rows }], times, 10, 0.05)).toEqual([DEFAULT_THRESHOLD]);
});
