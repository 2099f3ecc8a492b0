import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkReplay } from "../support/check-replay";
import { type Lab, mlops, openLab } from "../support/lab";

let lab: Lab;
beforeAll(() => {
  lab = openLab();
});
afterAll(() => lab.close());

test("the main job: volatility passes with an AUC of at least 0.69, direction is refused, a replay closes the loop, the report says so", async () => {
  const place = ["--work", join(lab.folder, "work"), "--report", join(lab.folder, "out/report.html")];
  const first = await mlops(["start", ...place]);
  expect([first.code, first.stderr]).toEqual([0, ""]);
  expect(first.stdout).toContain("market-volatility: passed all gates, with logistic");
  expect(first.stdout).toContain("market-direction: refused");
  expect(first.stdout).toMatch(/registered as version 1, package [0-9a-f]{64}/);
  const auc = Number(/market-volatility: passed[\s\S]*?AUC (0\.\d+) ≥/.exec(first.stdout)![1]);
  expect(auc).toBeGreaterThanOrEqual(0.69);
  const models = JSON.parse((await mlops(["models", "--json", ...place.slice(0, 2)])).stdout) as {
    name: string;
    versions: { metrics: { auc: number } }[];
  }[];
  expect(models.map((m) => [m.name, m.versions.length])).toEqual([
    ["market-direction", 0],
    ["market-volatility", 1],
  ]);
  const page = readFileSync(join(lab.folder, "out/report.html"), "utf8");
  for (const text of ["market-volatility", "market-direction", auc.toFixed(3)]) expect(page).toContain(text);
  checkReplay(first.stdout);
  for (const text of ["Drift by feature over time", "Release timeline", "✓ intact", "2009-06-30"]) expect(page).toContain(text);
}, 400_000);
