import { loadModel } from "../../../model-code/adapters/model-files";
import { newYorkCalendar } from "../../../model-code/core/data/calendar";
import { dayText, parseDay } from "../../../model-code/core/data/day";
import { anomalies, robustScore, sessionMeans } from "../../../model-code/core/monitor/anomalies";
import { freshnessOf } from "../../../model-code/core/monitor/freshness";
import { labelCounts } from "../../../model-code/core/monitor/missing-labels";
import { performanceOf } from "../../../model-code/core/monitor/performance";
import { EVERY_DAY, newestSessions, sessionOfDays } from "../../../model-code/core/monitor/session-window";
import { seededRandom } from "../../../model-code/core/random";

const calendar = newYorkCalendar();
const { spec } = loadModel("model-code/models", "market-volatility");
const days = (...dates: string[]) => Float64Array.from(dates, parseDay);

describe("a window", () => {
  // 2009-04-10 was Good Friday
  test("holds the newest sessions of the exchange, holidays passed over", () => {
    const { from, to } = newestSessions(calendar, parseDay("2009-04-12"), 3);
    expect([dayText(from), dayText(to)]).toEqual(["2009-04-07", "2009-04-09"]);
    const all = newestSessions(EVERY_DAY, parseDay("2009-04-12"), 3);
    expect([dayText(all.from), dayText(all.to)]).toEqual(["2009-04-10", "2009-04-12"]);
  });

  test("a day on which the exchange is shut belongs to the session after it", () => {
    expect([...sessionOfDays(calendar, days("2009-04-09", "2009-04-10", "2009-04-12", "2009-04-13"))].map(dayText)).toEqual([
      "2009-04-09",
      "2009-04-13",
      "2009-04-13",
      "2009-04-13",
    ]);
  });
});

describe("anomalies", () => {
  // scipy.stats.median_abs_deviation([1, 2, 3, 4, 100], scale="normal") = 1.482602; (9 − 3) / 1.482602 = 4.046939
  test("the robust score, as SciPy has it", () => expect(robustScore(9, Float64Array.of(1, 2, 3, 4, 100))).toBeCloseTo(4.046939, 4));

  // median 1, deviations 0, 0, 0, 4: their median is 0, their mean 1, times 1.2533
  test("where more than half are equal the mean deviation counts; where all are, a difference is without bounds but finite", () => {
    expect(robustScore(2, Float64Array.of(1, 1, 1, 5))).toBeCloseTo(1 / 1.2533, 6);
    expect(robustScore(2, Float64Array.of(1, 1))).toBeCloseTo(1e9, 0);
  });

  const calm = (count: number) => Array.from({ length: count }, (_, i) => ({ session: i, rows: 4, mean: 0.5 + 0.01 * (i % 5) }));
  const odd = { session: 30, rows: 4, mean: 0.9 };

  test("an odd session is told, with those before it as its history", () => {
    expect(anomalies([...calm(30), odd], [], 60, 6).map((a) => a.session)).toEqual([30]);
    expect(anomalies([odd], calm(30), 60, 6).map((a) => a.session)).toEqual([30]);
    // median 0.52, median absolute deviation 0.01: (0.9 − 0.52) / 0.014826
    expect(anomalies([odd], calm(30), 60, 6)[0]!.score).toBeCloseTo(25.63, 2);
  });

  test("it is told once: later reports know it from the history", () => {
    const next = { session: 31, rows: 4, mean: 0.51 };
    expect(anomalies([...calm(30), odd, next], [...calm(30), odd, next], 60, 6)).toEqual([]);
  });

  test("too short a history tells nothing", () => expect(anomalies([{ ...odd, session: 19 }], calm(19), 60, 6)).toEqual([]));

  test("a session's mean is over its rows", () => {
    expect(sessionMeans(Float64Array.of(2, 1, 2), Float64Array.of(0.2, 0.5, 0.4))).toEqual([
      { session: 1, rows: 1, mean: 0.5 },
      { session: 2, rows: 2, mean: expect.closeTo(0.3, 12) },
    ]);
  });
});

describe("labels", () => {
  // horizon 1 and tolerance 3: overdue after more than 4 sessions. After 6 April come 7, 8, 9, 13 and 14; the 10th was Good Friday.
  test("are missing once the tolerance has passed, in sessions, not in days", () => {
    const of = labelCounts(
      days("2009-04-06", "2009-04-06", "2009-04-07", "2009-04-08", "2009-04-13"),
      Float64Array.of(Number.NaN, 1, Number.NaN, Number.NaN, Number.NaN),
      parseDay("2009-04-14"),
      calendar,
      spec,
    );
    expect(of).toEqual({ known: 1, pending: 3, missing: 1 });
  });
});

describe("freshness", () => {
  test("a closed market is no outage", () => {
    const rows = [days("2009-04-08", "2009-04-09"), ["IBM", "IBM"]] as const;
    // over Easter, Friday to Sunday, no session is missed
    expect(freshnessOf(...rows, parseDay("2009-04-12"), calendar, spec)).toEqual({
      newest: "2009-04-09",
      sessionsLate: 0,
      allowed: 3,
      lateCount: 0,
      late: [],
    });
    expect(freshnessOf(...rows, parseDay("2009-04-12"), EVERY_DAY, spec).sessionsLate).toBe(3);
  });

  test("one entity that stays away is told while others come", () => {
    const rows = [days("2009-04-01", "2009-04-09", "2009-04-03"), ["AAPL", "IBM", "MSFT"]] as const;
    expect(freshnessOf(...rows, parseDay("2009-04-09"), calendar, spec)).toMatchObject({
      sessionsLate: 0,
      lateCount: 2,
      late: [
        { entity: "AAPL", newest: "2009-04-01", sessionsLate: 6 },
        { entity: "MSFT", newest: "2009-04-03", sessionsLate: 4 },
      ],
    });
  });

  test("nothing in the window has no age", () => {
    expect(freshnessOf(days(), [], 0, calendar, spec)).toMatchObject({ newest: null, sessionsLate: null, late: [] });
  });
});

describe("performance", () => {
  /** Answers that are right with the given chance, 60 sessions of 5 rows. */
  const answers = (right: number, rows = 300) => {
    const random = seededRandom(`right ${right}`);
    const label = Float64Array.from({ length: rows }, () => random.integer(2));
    return {
      sessions: Float64Array.from({ length: rows }, (_, i) => Math.floor(i / 5)),
      label,
      prediction: label.map((y) => (random.next() < right ? y : 1 - y) * 0.4 + 0.2 + 0.2 * random.next()),
    };
  };
  const tested = { auc: { value: 0.7, lower: 0.67, upper: 0.73 }, "log-loss": { value: 0.6, lower: 0.58, upper: 0.62 } };
  const measured = (right: number, more = {}) => performanceOf({ model: spec, tested, ...answers(right), ...more });

  test("a window that is as good is no decay, a coin flip is; log loss stands beside the metric", () => {
    const good = measured(0.8);
    expect([good.judged, good.decayed]).toEqual([true, false]);
    const coin = measured(0.5);
    expect([coin.judged, coin.decayed]).toEqual([true, true]);
    expect(coin.metrics.map((m) => [m.metric, m.reference])).toEqual([
      ["auc", 0.7],
      ["log-loss", 0.6],
    ]);
    expect(coin.why).toMatch(
      /^AUC 0\.\d{3} in \[0\.\d{3}, 0\.\d{3}\] on 300 labels, all of it worse than the package's own 0\.700 by more than 0\.02$/,
    );
  });

  test("a figure that is worse is no decay where its interval is not", () => {
    const slightly = measured(0.66);
    expect(slightly.metrics[0]!.value!).toBeLessThan(0.7 - 0.02);
    expect(slightly.metrics[0]!.upper!).toBeGreaterThan(0.7 - 0.02);
    expect(slightly.decayed).toBe(false);
  });

  test("of a metric that is better when lower, the lower end counts", () => {
    const lower = { model: { ...spec, search: { ...spec.search, metric: "log-loss" as const } } };
    expect(measured(0.5, lower).decayed).toBe(true);
    expect(measured(0.9, lower).decayed).toBe(false);
  });

  test("too few labels, and no reference, are not judged", () => {
    expect(performanceOf({ model: spec, tested, ...answers(0.5, 149) })).toMatchObject({
      judged: false,
      why: "149 labels, fewer than 150",
    });
    expect(measured(0.5, { tested: undefined })).toMatchObject({ judged: false, decayed: false, labels: 300 });
  });

  test("labels of one class leave AUC undetermined, which is no decay", () => {
    const one = { ...answers(0.5), label: new Float64Array(300) };
    expect(performanceOf({ model: spec, tested, ...one })).toMatchObject({ judged: false, decayed: false });
  });
});
