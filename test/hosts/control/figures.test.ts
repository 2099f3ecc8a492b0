import { TABLES } from "../../../constructs/monitoring/tables";
import { loadModel } from "../../../model-code/adapters/model-files";
import type { Quality, SourceQuality } from "../../../model-code/core/lifecycle/steps/validate";
import type { RetrainingLedger, RetrainingRun } from "../../../model-code/core/monitor/ledger";
import { brokenInARow, hoursOfMonth } from "../../../model-code/core/monitor/retraining-runs";
import { dataFigures } from "../../../model-code/hosts/control/data-tick";
import { retrainingFigures } from "../../../model-code/hosts/control/retraining-figures";

const model = loadModel("model-code/models", "market-volatility").spec;
const NOW = new Date("2026-11-20T22:00:00Z");

const run = (day: string, outcome: RetrainingRun["outcome"], computeHours: number): RetrainingRun => ({
  ...{ id: day, trigger: "hand", evidence: day, why: "w", by: "b", outcome, computeHours, digest: null, endedAt: null },
  startedAt: `${day}T00:00:00.000Z`,
  expiresAt: `${day}T23:59:59.000Z`,
});
const ledger = (...runs: RetrainingRun[]): RetrainingLedger => ({ schema: 1, model: model.name, runs, refusals: [] });

test("the month's hours are those of the runs that began in it", () => {
  const runs = [run("2026-10-31", "packaged", 5), run("2026-11-01", "refused", 1.5), run("2026-11-19", "failed", 0.25)];
  expect(hoursOfMonth(ledger(...runs), NOW)).toBe(1.75);
});

test.each([
  ["none ran", [], 0],
  ["the last came to an end", [run("2026-11-01", "failed", 1), run("2026-11-02", "refused", 1)], 0],
  ["two broke since", [run("2026-11-01", "packaged", 1), run("2026-11-02", "failed", 1), run("2026-11-03", "died", 1)], 2],
  ["one is under way", [run("2026-11-02", "failed", 1), run("2026-11-20", "running", 1)], 1],
  ["one said nothing for a day", [run("2026-11-02", "packaged", 1), run("2026-11-10", "running", 1)], 1],
] as const)("retrainings that broke in a row: %s", (_, runs, count) => {
  expect(brokenInARow(ledger(...runs), NOW)).toBe(count);
});

test("a ledger's figures are rows; a model that was never retrained has none", () => {
  expect(retrainingFigures(ledger(), NOW)).toEqual([]);
  expect(retrainingFigures(ledger(run("2026-11-02", "failed", 2)), NOW)).toMatchObject([
    { Model: model.name, Metric: "retraining_hours", Value: 2, TimeGenerated: NOW.toISOString() },
    { Model: model.name, Metric: "retraining_failures", Value: 1 },
  ]);
});

const found = (to: string | null, rejectedShare: number) => ({ rows: 200, rejectedShare, to }) as SourceQuality;

test("how late data is counts sessions of the source's exchange up to today; a source that has no row is not dated", () => {
  // Friday the 13th to Friday the 20th: five sessions
  const quality: Quality = { bars: found("2026-11-13", 0.03), news: found(null, 0) };
  expect(dataFigures(model, quality, NOW).map(({ Metric, Slice, Value, Samples }) => [Slice, Metric, Value, Samples])).toEqual([
    ["bars", "rejected_share", 0.03, 200],
    ["bars", "data_sessions_late", 5, 200],
    ["news", "rejected_share", 0, 200],
  ]);
});

test("a closed exchange makes nothing late: Thanksgiving and a weekend", () => {
  const [, late] = dataFigures(model, { bars: found("2026-11-25", 0) }, new Date("2026-11-26T23:00:00Z"));
  expect(late?.Value).toBe(0);
  const [, sunday] = dataFigures(model, { bars: found("2026-11-27", 0) }, new Date("2026-11-29T23:00:00Z"));
  expect(sunday?.Value).toBe(0);
});

test("a row has the columns of the table, and no other", () => {
  const columns: readonly string[] = TABLES.modelMetrics.columns.map((c) => c.name).filter((c) => c !== "Environment");
  for (const row of dataFigures(model, { bars: found("2026-11-13", 0) }, NOW)) expect(Object.keys(row).sort()).toEqual([...columns].sort());
});
