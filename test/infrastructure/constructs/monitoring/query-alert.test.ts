import { QueryAlert, type QueryAlertProps, SEVERITIES } from "../../../../constructs/monitoring/query-alert";
import { synthIn } from "../../../support/platform";

const props: QueryAlertProps = {
  name: "alert",
  location: "westeurope",
  resourceGroup: "g",
  logs: "/logs",
  actionGroups: ["/people"],
  summary: "It broke.",
  severity: "error",
  runbook: "docs/runbooks/prepare-failed.md",
  query: "T | where Failed",
};
const alert = (changes: Partial<QueryAlertProps> = {}) => synthIn((stack) => void new QueryAlert(stack, "Alert", { ...props, ...changes }));

test("an alert fires on the first row, tells its people, and says where the runbook is", () => {
  expect(alert().only("azurerm_monitor_scheduled_query_rules_alert_v2")).toMatchObject({
    scopes: ["/logs"],
    severity: 1,
    description: "It broke. Runbook: docs/runbooks/prepare-failed.md",
    evaluation_frequency: "PT15M",
    window_duration: "PT15M",
    skip_query_validation: true,
    criteria: [{ query: "T | where Failed", operator: "GreaterThan", threshold: 0, time_aggregation_method: "Count" }],
    action: { action_groups: ["/people"], custom_properties: { runbook: "docs/runbooks/prepare-failed.md" } },
  });
});

test.each(Object.entries(SEVERITIES))("%s is Azure's severity %s", (name, severity) => {
  const made = alert({ severity: name as keyof typeof SEVERITIES, everyMinutes: 5 });
  expect(made.only("azurerm_monitor_scheduled_query_rules_alert_v2")).toMatchObject({ severity, window_duration: "PT5M" });
});

test.each([
  [30, "PT30M"],
  [60, "PT1H"],
] as const)("%s minutes are written as azurerm's list has them: %s", (everyMinutes, span) => {
  expect(alert({ everyMinutes }).only("azurerm_monitor_scheduled_query_rules_alert_v2")).toMatchObject({
    evaluation_frequency: span,
    window_duration: span,
  });
});

test("an alert that says nothing and asks nothing is refused with both reasons", () => {
  expect(() => alert({ summary: " ", query: "" })).toThrow(
    "test/Alert:\n  summary: say what happened, got nothing\n  query: expected KQL, got nothing",
  );
});

test("an alert about a model names it: to people by a dimension, to control by a property too", () => {
  const made = alert({ model: "m", lookBackMinutes: 1440, everyMinutes: 60 });
  expect(made.only("azurerm_monitor_scheduled_query_rules_alert_v2")).toMatchObject({
    window_duration: "P1D",
    evaluation_frequency: "PT1H",
    criteria: [{ dimension: [{ name: "Model", operator: "Include", values: ["m"] }] }],
    action: { custom_properties: { model: "m", runbook: "docs/runbooks/prepare-failed.md" } },
  });
});

test.each([
  [{ lookBackMinutes: 90 }, "lookBackMinutes: expected one of 1, 5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440, 2880, got 90"],
  [{ lookBackMinutes: 30, everyMinutes: 60 }, "lookBackMinutes: expected at least the 60 between two queries, got 30"],
  [{ actionGroups: [] }, "actionGroups: expected somebody to tell, got none"],
] as const)("%j is refused", (changes, message) => {
  expect(() => alert(changes)).toThrow(message);
});
