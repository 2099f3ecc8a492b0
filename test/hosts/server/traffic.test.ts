import { Traffic } from "../../../model-code/hosts/server/traffic";

const MINUTE = 60_000;
const row = (digest: string, latencyMs: number, status: "ok" | "error" = "ok") =>
  ({ model: "m", digest, arm: "stable", status, latencyMs }) as const;

test("rows are counted by minute, version and outcome; an hour later they count since the start alone", () => {
  let now = 0;
  const traffic = new Traffic(() => now);
  traffic.prediction(row("a", 1));
  now = 2 * MINUTE + 1;
  traffic.prediction(row("a", 3, "error"));
  traffic.prediction(row("a", 1));
  traffic.prediction(row("b", 1));
  const [a, b] = traffic.of("m");
  expect(a).toMatchObject({ digest: "a", arm: "stable", rows: 3, failed: 1, failedLately: 1 });
  expect(a!.minutes).toHaveLength(60);
  expect(a!.minutes.slice(-3)).toEqual([1, 0, 2]);
  expect(b).toMatchObject({ digest: "b", rows: 1, failed: 0 });
  // bins of latencies are 4.4 % wide
  expect(a!.latency!.p50 / 1).toBeCloseTo(1, 1);
  expect(a!.latency!.p99 / 3).toBeCloseTo(1, 1);

  now = 61 * MINUTE;
  expect(traffic.of("m")[0]!.minutes.reduce((x, y) => x + y)).toBe(2);
  // the ring's place of minute 2 is used again
  now = 62 * MINUTE;
  traffic.prediction(row("a", 8));
  expect(traffic.of("m")[0]).toMatchObject({ rows: 4, failed: 1, failedLately: 0 });
  expect(traffic.of("m")[0]!.minutes).toEqual([...new Array(59).fill(0), 1]);
  expect(traffic.of("m")[0]!.latency!.p50 / 8).toBeCloseTo(1, 1);
  now = 200 * MINUTE;
  expect(traffic.of("m")[0]).toMatchObject({ rows: 4, latency: null });
  expect(traffic.of("nobody")).toEqual([]);
});
