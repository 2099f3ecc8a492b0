import { servingAlerts, trainingAlerts } from "../../../../constructs/monitoring/alerts";
import type { AlertContext, AlertRule } from "../../../../constructs/monitoring/alerts/alert-rule";
import { loadModel } from "../../../../model-code/adapters/model-files";
import { analyse } from "../../../support/kql";

const model = loadModel("model-code/models", "market-volatility").spec;
const everyDay = { ...model, sources: model.sources.map(({ contract: { calendar: _, ...contract }, ...s }) => ({ ...s, contract })) };
const lowerIsBetter = { ...model, search: { ...model.search, metric: "log-loss" as const } };
const onKubernetes: AlertContext = { model, by: { host: "aks", namespace: model.name } };
const HOURS = { from: "08:00", until: "17:30", timeZone: "Europe/Amsterdam" };

/** Every shape that a query can have. */
const contexts: Readonly<Record<string, AlertContext>> = {
  kubernetes: onKubernetes,
  "kubernetes at hours": { model, by: { host: "aks", namespace: model.name, hours: { start: "05:00", stop: "18:00" } } },
  "kubernetes, one number of pods": {
    ...onKubernetes,
    model: { ...model, serving: { ...model.serving, replicas: { min: 2, max: 2 } } },
  },
  functions: { model, by: { host: "functions", app: "func-scorer" } },
  "without an exchange": { ...onKubernetes, model: everyDay },
  "at hours of its own": { ...onKubernetes, model: { ...model, serving: { ...model.serving, hours: HOURS } } },
  "at hours of its own, without an exchange": { ...onKubernetes, model: { ...everyDay, serving: { ...model.serving, hours: HOURS } } },
  "a metric to keep low": { ...onKubernetes, model: lowerIsBetter },
};
const rules: readonly (readonly [string, AlertRule])[] = Object.entries(contexts).flatMap(([shape, context]) =>
  [...servingAlerts(context), ...trainingAlerts(context)].map((rule) => [`${rule.key} (${shape})`, rule] as const),
);

test.each(rules)("%s asks for tables and columns that are there, by Microsoft's own parser, and names the model", (_, { query }) => {
  const { problems, columns } = analyse(query);
  expect([query, problems]).toEqual([query, []]);
  expect(columns).toContain("Model: string");
});

test.each([
  ["a table that is not there", "Predictionz_CL | count", "Predictionz_CL"],
  ["a column that is not there", "Drift_CL | where Treshold > 1", "Treshold"],
  ["a text where a figure is", 'ModelMetrics_CL | where Value > "high"', "operand types real and string"],
  ["a pipe into nothing", "ModelMetrics_CL | where", ""],
])("the parser finds %s", (_, query, at) => {
  const { problems } = analyse(query);
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.join()).toContain(at);
});
