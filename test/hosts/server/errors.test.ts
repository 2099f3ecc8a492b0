import underPressure from "@fastify/under-pressure";
import { Refused } from "../../../model-code/core/serving/problem-details";
import { addErrors } from "../../../model-code/hosts/server/errors";
import { addMetrics, serverMetrics } from "../../../model-code/hosts/server/metrics";
import { loggedApp } from "../../support/logged-app";

/** What the scorer writes of requests to `/`, and counts. */
async function told(url: string, times: number, isOverloaded: boolean) {
  const { app, written } = loggedApp();
  const metrics = serverMetrics({ models: () => [], reports: () => [], shadowsDropped: () => 0, logs: () => ({}) });
  addErrors(app, metrics);
  addMetrics(app, metrics);
  await app.register(underPressure, { healthCheck: async () => !isOverloaded, healthCheckInterval: 60_000 });
  app.get("/", () => "");
  app.get("/full", () => {
    throw new Refused("log", "The prediction log is full.", [], 10);
  });
  app.get("/odd", () => {
    throw new TypeError("nobody expects this");
  });
  const statuses = [];
  for (let i = 0; i < times; i++) statuses.push((await app.inject(url)).statusCode);
  const scraped = await metrics.registry.metrics();
  await app.close();
  return { statuses, lines: written.map((line) => JSON.parse(line)), bytes: written.join("").length, scraped };
}

test("a refusal under load is counted and told in a line, without where in the code it came from", async () => {
  for (const [url, refusal, isOverloaded] of [
    ["/", "overloaded", true],
    ["/full", "log", false],
  ] as const) {
    const { statuses, lines, bytes, scraped } = await told(url, 3, isOverloaded);
    expect(statuses).toEqual([503, 503, 503]);
    expect(lines).toMatchObject([{ level: 40, refusal }, { refusal }, { refusal }]);
    expect(JSON.stringify(lines)).not.toContain("stack");
    // with a stack it is 700 to 1500 each
    expect(bytes / 3).toBeLessThan(250);
    expect(scraped).toContain(`mlops_refused_total{refusal="${refusal}"} 3`);
  }
});

test("what nobody expects is told with its stack; what a caller did wrong is counted alone", async () => {
  const odd = await told("/odd", 1, false);
  expect(odd.lines).toMatchObject([
    { level: 50, refusal: "failed", err: { message: "nobody expects this", stack: expect.stringContaining("errors.test") } },
  ]);
  expect(odd.scraped).toContain('mlops_refused_total{refusal="failed"} 1');
  const wrong = await told("/nowhere", 2, false);
  expect(wrong.lines).toEqual([]);
  expect(wrong.scraped).toContain('mlops_refused_total{refusal="no-route"} 2');
});
