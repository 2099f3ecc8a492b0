import { Counter, Histogram, Registry } from "prom-client";
import { bucketQuantile, serviceFigures } from "../../../../model-code/hosts/server/console/service-figures";

test("quantiles of buckets are Prometheus' own", () => {
  // 10 values up to 1, 30 more up to 2, 10 beyond 4: half of 50 is the 15th of the 30 between 1 and 2
  const buckets = [
    [1, 10],
    [2, 40],
    [4, 40],
    [Number.POSITIVE_INFINITY, 50],
  ] as const;
  expect(bucketQuantile(buckets, 0.5)).toBeCloseTo(1.5, 12);
  expect(bucketQuantile(buckets, 0.1)).toBeCloseTo(0.5, 12);
  // beyond the last bound nothing is known but that
  expect(bucketQuantile(buckets, 0.95)).toBe(4);
  expect(bucketQuantile([], 0.5)).toBeNaN();
});

test("answers are counted by the kind of their status, and only requests for predictions are timed", async () => {
  const registry = new Registry();
  const registers = [registry];
  expect(await serviceFigures(registry)).toEqual({ answers: new Map(), latency: null });
  const requests = new Counter({ name: "mlops_http_requests_total", help: "-", labelNames: ["method", "route", "status"], registers });
  const durations = new Histogram({
    ...{ name: "mlops_http_request_duration_seconds", help: "-", labelNames: ["route"], buckets: [0.001, 0.002], registers },
  });
  for (const status of [200, 200, 400, 429, 503]) requests.inc({ method: "POST", route: "/predict", status });
  expect((await serviceFigures(registry)).latency).toBeNull();
  durations.observe({ route: "/predict/batch" }, 1);
  durations.observe({ route: "/predict" }, 0.0015);
  durations.observe({ route: "/models/:model/predict" }, 0.0015);
  const { answers, latency } = await serviceFigures(registry);
  expect(Object.fromEntries(answers)).toEqual({ 2: 2, 4: 2, 5: 1 });
  // both lie in the bucket from 1 to 2 ms
  expect(latency!.p50).toBeCloseTo(1.5, 9);
});
