import { performance } from "../../../cli/report/service/performance";
import type { ServiceReport } from "../../../cli/report/service/service-data";
import type { MonitorReport } from "../../../model-code/core/monitor/monitor";

const day = (asOf: string, more: Partial<MonitorReport>) => ({
  asOf,
  digest: "aa".repeat(32),
  performance: { labels: 300, metrics: [{ metric: "auc", value: 0.7, lower: 0.65, upper: 0.75, reference: 0.72 }] },
  decision: { state: "healthy", reasons: [] },
  ...more,
});

test("the report says of which days a sample was judged, and of how many answers", () => {
  const reports = [day("2009-04-01", {}), day("2009-04-02", { sampled: { share: 1 / 16, answers: 3_400_000 } })];
  const { text } = performance({ id: "ranges", reports } as unknown as ServiceReport);
  expect(text).toContain(" On 2009-04-02 it was judged by a sample: 1 in 16 of the rows that 3,400,000 answers were about.");
  expect(text).not.toContain("On 2009-04-01 it was judged");
});
