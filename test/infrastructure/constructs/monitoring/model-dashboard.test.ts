import { readFileSync } from "node:fs";
import { modelDashboard } from "../../../../constructs/monitoring/dashboard/model-dashboard";
import { PREDICTION_ROUTES } from "../../../../constructs/monitoring/requests";
import { loadModel } from "../../../../model-code/adapters/model-files";
import { serverMetrics } from "../../../../model-code/hosts/server/metrics";

const model = loadModel("model-code/models", "market-volatility").spec;
const panels = modelDashboard(model).panels;
const expressions = panels.flatMap((p) => p.targets.map((t) => t.expr));

test("every metric that it asks for is one that the scorer has, and every label one of that metric's", async () => {
  const { registry } = serverMetrics({ models: () => [], reports: () => [], shadowsDropped: () => 0, logs: () => ({}) });
  const known = (await registry.getMetricsAsJSON()).map((m) => m.name);
  const asked = expressions.flatMap((e) => [...e.matchAll(/\b(mlops_[a-z0-9_]+)\{/g)].map(([, name = ""]) => name.replace(/_bucket$/, "")));
  expect(new Set(asked).size).toBeGreaterThan(5);
  for (const name of asked) expect(known).toContain(name);
});

test("its lines are model.yaml's figures: 50 ms, and 14.4 times what 99.5 % leaves", () => {
  const limit = (title: string) => panels.find((p) => p.title.startsWith(title))!.fieldConfig.defaults.thresholds.steps[1]?.value;
  expect(limit("Latency")).toBe(0.05);
  expect(limit("Errors")).toBe(0.072);
  expect(limit("Drift")).toBe(1);
});

test("brackets close, and no two panels lie on each other", () => {
  for (const e of expressions)
    for (const [open, close] of ["()", "{}", "[]"]) expect([e, e.split(open!).length]).toEqual([e, e.split(close!).length]);
  const cells = panels.flatMap(({ gridPos }) => {
    const { x, y, w } = gridPos as { x: number; y: number; w: number };
    return Array.from({ length: w }, (_, i) => `${x + i},${y}`);
  });
  expect(new Set(cells).size).toBe(cells.length);
  for (const cell of cells) expect(Number(cell.split(",")[0])).toBeLessThan(24);
});

test("a route is written as the expression that Prometheus reads needs it", () => {
  expect(expressions[0]).toContain(`route=~"${PREDICTION_ROUTES.join("|")}"`);
});

test("the routes that count as asking a model are those of the server that score", () => {
  const served = ["predict", "inference-protocol"].flatMap((file) =>
    [...readFileSync(`model-code/hosts/server/routes/${file}.ts`, "utf8").matchAll(/"(\/[^"]*(?:predict|infer)[^"]*)"/g)].map(
      ([, route]) => route,
    ),
  );
  expect([...new Set(served)].sort()).toEqual([...PREDICTION_ROUTES].sort());
});
