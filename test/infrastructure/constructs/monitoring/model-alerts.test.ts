import { existsSync, readFileSync } from "node:fs";
import { servingAlerts, trainingAlerts } from "../../../../constructs/monitoring/alerts";
import type { AlertContext } from "../../../../constructs/monitoring/alerts/alert-rule";
import { ModelAlerts, type ModelAlertsProps } from "../../../../constructs/monitoring/model-alerts";
import { SEVERITIES } from "../../../../constructs/monitoring/query-alert";
import { loadModel } from "../../../../model-code/adapters/model-files";
import type { ModelSpec } from "../../../../model-code/core/spec/model-schema";
import { synthIn } from "../../../support/platform";

const shipped = loadModel("model-code/models", "market-volatility").spec;
const fetched = {
  ...shipped,
  sources: shipped.sources.map((s, i) =>
    i === 0 ? { ...s, kind: "event-stream" as const, events: { hub: "h", where: {}, lookbackDays: 3 } } : s,
  ),
};
const context = (model: ModelSpec): AlertContext => ({ model, by: { host: "aks", namespace: model.name } });
const rulesOf = (model: ModelSpec) => [...servingAlerts(context(model)), ...trainingAlerts(context(model))];
const ruleOf = (model: ModelSpec, key: string) => rulesOf(model).find((r) => r.key === key)!;
const contract = (changes: Partial<ModelSpec["sources"][number]["contract"]>): ModelSpec => ({
  ...shipped,
  sources: shipped.sources.map((s, i) => (i === 0 ? { ...s, contract: { ...s.contract, ...changes } } : s)),
});

/** Figures that stand in no model.yaml by chance, and what of a query must follow them. */
const followed: readonly (readonly [figure: string, model: ModelSpec, alert: string, part: string])[] = [
  // 14.4 · (1 − 0.999) and 6 · (1 − 0.999)
  [
    "availability",
    { ...shipped, serving: { ...shipped.serving, slo: { availability: 0.999, p95Milliseconds: 50 } } },
    "errors-fast",
    "Errors >= 0.0144 * Requests",
  ],
  [
    "availability",
    { ...shipped, serving: { ...shipped.serving, slo: { availability: 0.999, p95Milliseconds: 50 } } },
    "errors-slow",
    "RecentErrors >= 0.006 * RecentRequests",
  ],
  [
    "availability of a half",
    { ...shipped, serving: { ...shipped.serving, slo: { availability: 0.5, p95Milliseconds: 50 } } },
    "errors-fast",
    "Errors >= 1 * Requests",
  ],
  [
    "p95Milliseconds",
    { ...shipped, serving: { ...shipped.serving, slo: { availability: 0.9, p95Milliseconds: 73.5 } } },
    "latency",
    "P95 > 73.5",
  ],
  ["replicas.max", { ...shipped, serving: { ...shipped.serving, replicas: { min: 2, max: 17 } } }, "saturation", "Least >= 17"],
  ["freshness", contract({ freshness: { maxSessionsLate: 7 } }), "data-stale", '["bars", 7]'],
  ["freshness", contract({ freshness: { maxSessionsLate: 7 } }), "answers-stale", "Value > 7"],
  ["maxRejectedShare", contract({ maxRejectedShare: 0.037 }), "quarantine", '["bars", 0.037, "news", 0.05]'],
  ["driftedShare", { ...shipped, monitors: { ...shipped.monitors, driftedShare: 0.41 } }, "drift", "Drifted >= 0.41 * Judged"],
  ["maxMetricLoss", { ...shipped, monitors: { ...shipped.monitors, maxMetricLoss: 0.017 } }, "decay", "Loss > 0.017"],
  ["search.metric", { ...shipped, search: { ...shipped.search, metric: "log-loss" } }, "decay", 'maxif(Lower, Metric == "log-loss")'],
  // four fifths of 25 hours
  [
    "monthlyComputeHours",
    { ...shipped, retraining: { ...shipped.retraining, monthlyComputeHours: 25 } },
    "retraining-hours",
    "Value >= 20",
  ],
];

test.each(followed)("%s of model.yaml is what the alert holds to", (_, model, alert, part) => {
  expect(ruleOf(model, alert).query).toContain(part);
  expect(ruleOf(shipped, alert).query).not.toContain(part);
});

test("decay is what the monitors call so, whichever way a metric points", () => {
  const loss = (metric: ModelSpec["search"]["metric"]) => ruleOf({ ...shipped, search: { ...shipped.search, metric } }, "decay").query;
  expect(loss("auc")).toContain('Best = maxif(Upper, Metric == "auc"), Tested = maxif(Value, Metric == "auc_tested")');
  expect(loss("auc")).toContain("Loss = Tested - Best");
  expect(loss("log-loss")).toContain("Loss = Best - Tested");
});

test("silence is told in an exchange's hours only: by its clock, without holidays, after early ends, from an hour after it opens", () => {
  const { query } = ruleOf(shipped, "no-traffic");
  expect(query).toContain('datetime_utc_to_local(now(), "America/New_York")');
  // 9:30 and an hour are 630 minutes, 16:00 are 960; on the day after Thanksgiving 2026 it ends at 13:00
  expect(query).toContain(
    '(datetime_part("Hour", Clock) * 60 + datetime_part("Minute", Clock)) between (630 .. coalesce(toint(early[Day]), 960))',
  );
  expect(query).toContain("dayofweek(Clock) between (1d .. 5d)");
  expect(query).toMatch(/^let closed = dynamic\(\["2026-01-01","2026-01-19",.*"2026-11-26","2026-12-25",.*"2035-12-25"\]\);$/m);
  expect(query).toMatch(/"2026-11-27":780/);
  expect(query).not.toContain("Utc");
  const atHours = servingAlerts({ model: shipped, by: { host: "aks", namespace: "m", hours: { start: "05:00", stop: "18:30" } } });
  expect(atHours.find((r) => r.key === "no-traffic")!.query).toContain("Utc between (360 .. 1110)");
});

const SERVED = '(datetime_part("Hour", Served) * 60 + datetime_part("Minute", Served))';

test("where a model answers at hours, silence is told in them only, by their own clock: from an hour after they begin", () => {
  const hours = { from: "08:00", until: "17:30", timeZone: "Europe/Amsterdam" };
  const silence = (model: ModelSpec, by: AlertContext["by"]) =>
    servingAlerts({ model: { ...model, serving: { ...model.serving, hours } }, by }).find((r) => r.key === "no-traffic")!.query;
  const onAks = { host: "aks", namespace: "m" } as const;
  const traded = silence(shipped, onAks);
  expect(traded).toContain('Served = datetime_utc_to_local(now(), "Europe/Amsterdam")');
  // 8:00 and an hour are 540 minutes, 17:30 are 1050
  expect(traded).toContain(`dayofweek(Served) between (1d .. 5d) and ${SERVED} between (540 .. 1050)`);
  expect(traded).toContain("between (630 .. coalesce");
  // a day's silence is told once: in the day's last hour
  const { calendar: _, ...contractOf } = shipped.sources[0]!.contract;
  const always = { ...shipped, sources: [{ ...shipped.sources[0]!, contract: contractOf }] };
  expect(silence(always, onAks)).toContain(`dayofweek(Served) between (1d .. 5d) and ${SERVED} between (990 .. 1050)`);
  expect(silence(shipped, { host: "functions", app: "f" })).not.toContain("Served");
});

test("what is recent is told from the newest answer: logs come minutes late, and by the clock there would be none", () => {
  for (const key of ["errors-fast", "errors-slow"]) expect(ruleOf(shipped, key).query).not.toMatch(/ago\(|now\(/);
  expect(ruleOf(shipped, "errors-fast").query).toContain("Recent = TimeGenerated > newest - 5m");
  expect(ruleOf(shipped, "errors-slow").query).toContain("Recent = TimeGenerated > newest - 30m");
});

test("what fails once is looked for in an hour, every quarter: a log that comes late falls between no two looks", () => {
  for (const key of ["ingest-failed", "prepare-failed"]) {
    const { lookBackMinutes, everyMinutes } = ruleOf(fetched, key);
    expect([lookBackMinutes, everyMinutes]).toEqual([60, undefined]);
  }
});

test("where nothing is demanded, nothing is alerted on", () => {
  const { freshness: _, ...rest } = shipped.sources[0]!.contract;
  const lenient = { ...shipped, sources: [{ ...shipped.sources[0]!, contract: rest }] };
  expect(rulesOf(lenient).map((r) => r.key)).not.toEqual(expect.arrayContaining([expect.stringContaining("stale")]));
  expect(rulesOf(shipped).map((r) => r.key)).not.toContain("ingest-failed");
  expect(rulesOf(fetched).map((r) => r.key)).toContain("ingest-failed");
});

const props: ModelAlertsProps = {
  ...context(fetched),
  nameOf: (type, purpose) => `${type}-${purpose}`,
  location: "westeurope",
  resourceGroup: "g",
  logs: "/logs",
  trains: true,
  actionGroups: { urgent: "/urgent", routine: "/routine" },
  controlGroup: "/control",
};
const made = (changes: Partial<ModelAlertsProps> = {}) =>
  synthIn((stack) => void new ModelAlerts(stack, "Alerts", { ...props, ...changes }));
interface Alert {
  readonly name: string;
  readonly severity: number;
  readonly criteria: readonly { readonly dimension: unknown }[];
  readonly action: { readonly action_groups: readonly string[]; readonly custom_properties: Readonly<Record<string, string>> };
}
const alertsOf = (platform: ReturnType<typeof made>) =>
  platform.all("azurerm_monitor_scheduled_query_rules_alert_v2").map((r) => r.attributes as unknown as Alert);

test("each alert has a severity, the model as its dimension, and tells its owner, control, and who is on duty for its severity", () => {
  const all = alertsOf(made());
  const severities = Object.fromEntries(all.map((a) => [a.name.replace("alert-rule-market-volatility-", ""), a.severity]));
  expect(severities).toEqual({
    "errors-fast": 0,
    "errors-slow": 1,
    latency: 1,
    saturation: 2,
    "no-traffic": 2,
    "answers-stale": 2,
    drift: 2,
    decay: 1,
    "monitors-silent": 1,
    "ingest-failed": 1,
    "prepare-failed": 1,
    "data-stale": 1,
    quarantine: 1,
    "retraining-failed": 1,
    "retraining-hours": 2,
  });
  for (const { severity, criteria, action } of all) {
    expect(criteria[0]!.dimension).toEqual([{ name: "Model", operator: "Include", values: ["market-volatility"] }]);
    expect(action.custom_properties.model).toBe("market-volatility");
    expect(action.action_groups).toEqual([expect.stringMatching(/Owner.*\.id/), severity <= 1 ? "/urgent" : "/routine", "/control"]);
  }
});

test("the owner of model.yaml is who gets mail", () => {
  expect(made().only("azurerm_monitor_action_group")).toMatchObject({ email_receiver: [{ email_address: "market-risk@example.com" }] });
});

test("without a webhook only people are told; where the model is not trained, nobody of its training", () => {
  const { controlGroup: _, ...people } = props;
  const all = alertsOf(synthIn((stack) => void new ModelAlerts(stack, "Alerts", { ...people, trains: false })));
  for (const { action } of all) expect(action.action_groups).toHaveLength(2);
  expect(all.map((a) => a.name).join()).not.toMatch(/retraining|quarantine|data-stale|prepare/);
  expect(all).toHaveLength(9);
});

const HEADINGS = ["## What it means", "## How to see it", "## What to do", "## How to undo"];

test.each(rulesOf(fetched).map((r) => [r.key, r] as const))(
  "%s has a runbook that says what it means, how to see it, what to do and how to undo",
  (_, rule) => {
    expect(existsSync(rule.runbook)).toBe(true);
    const text = readFileSync(rule.runbook, "utf8");
    expect(text.match(/^## .*$/gm)).toEqual(HEADINGS);
    for (const section of text.split(/^## .*$/m).slice(1)) expect(section.trim().length).toBeGreaterThan(80);
    expect(text).toContain(`<model>-${rule.key.startsWith("errors") ? "errors-" : rule.key}`);
  },
);

test("the list of runbooks has each alert, with its severity, place and runbook, and no other", () => {
  const rows = [
    ...readFileSync("docs/runbooks/README.md", "utf8").matchAll(
      /^\| `([a-z-]+)` \| (\d) \| [^|]*\| ([^|]+) \| \[[^\]]+\]\(([^)]+)\) \|$/gm,
    ),
  ];
  const told = rows.map(([, key, severity, where, file]) => [key, Number(severity), where, `docs/runbooks/${file}`]);
  const expected = (rules: ReturnType<typeof trainingAlerts>, where: string) =>
    rules.map((r) => [r.key, SEVERITIES[r.severity], where, r.runbook]);
  const training = trainingAlerts(context(fetched));
  expect(told).toEqual([...expected(servingAlerts(context(fetched)), "where it answers"), ...expected(training, "where it is trained")]);
});
