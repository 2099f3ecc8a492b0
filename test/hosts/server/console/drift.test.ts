import type { ShownReport } from "../../../../model-code/core/monitor/shown-report";
import type { ModelView } from "../../../../model-code/hosts/server/console/model-view";
import { drift } from "../../../../model-code/hosts/server/console/sections/drift";

const report: ShownReport = {
  model: "speeding",
  digest: "a".repeat(64),
  asOf: "2021-05-03",
  window: { from: "2021-05-03", to: "2021-05-03", sessions: 1, rows: 4000 },
  driftJudged: false,
  features: [],
  prediction: null,
  performance: { labels: 0, judged: false, decayed: false, why: "no labels", metrics: [] },
  decision: { state: "watch", reasons: [] },
};
const shown = (more: Partial<ShownReport>): string =>
  drift({ report: { ...report, ...more }, reportProblem: null, model: { serving: null } } as ModelView).text;

test("it says why drift is not judged, as far as the report does", () => {
  expect(shown({ driftUnjudged: "1 of 15 sessions" })).toContain("Drift is not judged: 1 of 15 sessions.");
  expect(shown({ driftUnjudged: "12 of 100 rows" })).toContain("Drift is not judged: 12 of 100 rows.");
  expect(shown({})).toContain("Drift is not judged.");
  const statistics = { psi: 0.3, jensenShannon: 0.1, kolmogorovSmirnov: null };
  const speed = { name: "speed", statistics, exceeded: [], bins: [], outOfRangeShare: 1 };
  // a report of before: judged by rows, and nothing to hold them to
  expect(shown({ driftJudged: true, features: [{ ...speed, threshold: null }] })).toContain("Drift is not judged.");
  const judged = shown({ driftJudged: true, driftUnjudged: null, features: [{ ...speed, threshold: statistics }] });
  expect(judged).not.toContain("not judged");
  expect(judged).toContain("100 %");
});
