import { readFileSync } from "node:fs";
import { ModelWorkbook, type ModelWorkbookProps, modelWorkbook } from "../../../../constructs/monitoring/model-workbook";
import { loadModel } from "../../../../model-code/adapters/model-files";
import { canonicalJson } from "../../../../model-code/core/canonical-json";
import type { ModelSpec } from "../../../../model-code/core/spec/model-schema";
import { analyse } from "../../../support/kql";
import { synthIn } from "../../../support/platform";

const model = loadModel("model-code/models", "market-volatility").spec;
const props: ModelWorkbookProps = {
  model,
  by: { host: "aks", namespace: model.name },
  environment: "dev",
  location: "westeurope",
  resourceGroup: { id: "/subscriptions/s/resourceGroups/g", name: "g" },
  logs: "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/Logs",
  trains: true,
};
interface Item {
  readonly type: number;
  readonly content: { readonly title?: string; readonly query?: string; readonly crossComponentResources?: readonly string[] };
}
const items = (changes: Partial<ModelWorkbookProps> = {}): readonly Item[] =>
  (JSON.parse(modelWorkbook({ ...props, ...changes })) as { items: Item[] }).items;
const tiles = items().filter((i) => i.type === 3);

test("it has a tile for traffic, latency, versions, decisions, drift by feature, decay, data and cost", () => {
  const titles = tiles.map((t) => t.content.title);
  for (const subject of ["Traffic", "Latency", "Versions", "Decisions", "Drift by feature", "decay", "Rows quarantined", "late", "Cost"])
    expect(titles.filter((t) => t!.includes(subject))).not.toEqual([]);
});

test("it leads to the runbook of the budget, whose notice cannot", () => {
  const [, runbook = ""] = /budget's notice comes: (\S+\.md)/.exec(modelWorkbook(props)) ?? [];
  expect(readFileSync(runbook, "utf8")).toMatch(/^# A model's budget/);
});

test.each([
  ...tiles.map((t) => [t.content.title!, t.content.query!] as const),
  ...items({ by: { host: "functions", app: "func" } })
    .filter((i) => i.type === 3)
    .map((t) => [`${t.content.title} on Functions`, t.content.query!] as const),
])("%s asks for tables and columns that are there", (_, query) => {
  expect([query, analyse(query).problems]).toEqual([query, []]);
});

test.each<readonly [string, ModelSpec, string, string]>([
  [
    "p95Milliseconds",
    { ...model, serving: { ...model.serving, slo: { availability: 0.9, p95Milliseconds: 73.5 } } },
    "Latency",
    "todouble(73.5)",
  ],
  [
    "availability",
    { ...model, serving: { ...model.serving, slo: { availability: 0.987, p95Milliseconds: 50 } } },
    "Availability",
    "Objective = 0.987",
  ],
  ["driftedShare", { ...model, monitors: { ...model.monitors, driftedShare: 0.41 } }, "Drifted features", "Limit = 0.41"],
  ["maxMetricLoss", { ...model, monitors: { ...model.monitors, maxMetricLoss: 0.017 } }, "in service", "Decay = Tested - 0.017"],
  ["monthlyComputeHours", { ...model, retraining: { ...model.retraining, monthlyComputeHours: 25 } }, "training hours", "todouble(25)"],
])("%s of model.yaml is drawn", (_, changed, title, part) => {
  const query = (of: ModelSpec) => items({ model: of }).find((t) => t.content.title?.includes(title))?.content.query;
  expect(query(changed)).toContain(part);
  expect(query(model)).not.toContain(part);
});

test("where the model is not trained, no data is prepared that a tile could show", () => {
  expect(
    items({ trains: false })
      .map((t) => t.content.title)
      .join(),
  ).not.toMatch(/quarantined|late/);
});

test("it is a workbook of the workspace, with a name that is a UUID and keys in order", () => {
  const made = synthIn((stack) => void new ModelWorkbook(stack, "Workbook", props)).only("azurerm_application_insights_workbook");
  expect(made).toMatchObject({ display_name: "market-volatility in dev", category: "workbook", source_id: `\${lower("${props.logs}")}` });
  expect(made.name).toBe(`\${uuidv5("url", "${props.resourceGroup.id}/workbooks/market-volatility")}`);
  const json = String(made.data_json);
  expect(json).toBe(canonicalJson(JSON.parse(json)));
  for (const tile of tiles) expect(tile.content.crossComponentResources).toEqual([props.logs]);
});
