import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Lab, mlops, openLab } from "../support/lab";

let lab: Lab;
beforeAll(() => {
  lab = openLab();
});
afterAll(() => lab.close());

/** The lines of the replay that tell what was decided, in their order. */
const told = (stdout: string): readonly string[] => stdout.split("\n").filter((line) => /^20\d\d-\d\d-\d\d {2}|^audit: /.test(line));

/** The first version serves three calm quarters, decays in the fourth, and is replaced by evidence, whichever way that falls. */
function checkReplay(stdout: string): void {
  const lines = told(stdout);
  const at = (pattern: RegExp) => lines.findIndex((line) => pattern.test(line));
  expect(lines.filter((line) => line.includes("monitors:")).map((line) => line.split(",")[0])).toEqual([
    "2008-09-30  monitors: healthy",
    expect.stringMatching(/^2008-12-31 {2}monitors: (healthy|watch)$/),
    "2009-03-31  monitors: healthy",
    "2009-06-30  monitors: retrain",
  ]);
  expect(stdout).toMatch(/retrain: AUC 0\.\d+ in \[.*\] on \d+ labels, all of it worse than the package's own 0\.\d+/);
  expect(lines.filter((line) => line.includes("retraining"))).toEqual(["2009-06-30  retraining packaged"]);
  const [shadow, ended] = [at(/ in shadow$/), at(/ then (promote|roll-back): /)];
  expect(shadow).toBeGreaterThan(at(/retraining packaged/));
  expect(ended).toBeGreaterThan(shadow);
  if (lines[ended]!.includes("promote")) {
    const tenth = at(/ to 10 % of the callers$/);
    const half = at(/ to 50 % of the callers$/);
    expect([shadow, tenth, half, ended, at(/rollback drill: [0-9a-f]{12} answers again after \d+ ms$/)]).toEqual(
      [shadow, tenth, half, ended, ended + 1].sort((a, b) => a - b),
    );
  }
  expect(lines.at(-1)).toMatch(/^audit: \d+ entries, the chain is intact$/);
}

test("the main job: volatility passes with an AUC of at least 0.69, direction is refused, a replay closes the loop, the report says so; a second one trains nothing again", async () => {
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
  const second = await mlops(["start", ...place]);
  expect(second.code).toBe(0);
  checkReplay(second.stdout);
  expect(second.stdout).toMatch(/replay of 2009-06-30 {2}register +unchanged, reused/);
  expect(second.stdout.match(/ 0 steps were run, 1[24] were unchanged and reused/g)).toHaveLength(2);
}, 400_000);
