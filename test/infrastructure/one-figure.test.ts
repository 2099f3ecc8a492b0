import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { promised } from "../../cli/commands/serve";
import { modelDashboard } from "../../constructs/monitoring/dashboard/model-dashboard";
import { loadModel } from "../../model-code/adapters/model-files";
import type { ColumnDrift } from "../../model-code/core/monitor/column-drift";
import { decide, type Findings } from "../../model-code/core/monitor/decide";
import { readConfig } from "../../model-code/hosts/server/config";
import { renderConsole } from "../../model-code/hosts/server/console/page";
import { places, synthPlatform } from "../support/platform";

const NAME = "market-volatility";
const P95 = 73;
const SHARE = 0.41;

// the shipped model with two figures changed, each at its one place
const folder = mkdtempSync(join(tmpdir(), "models-"));
afterAll(() => rmSync(folder, { recursive: true }));
cpSync(join("model-code/models", NAME), join(folder, NAME), { recursive: true });
const file = join(folder, NAME, "model.yaml");
const yaml = parseDocument(readFileSync(file, "utf8"));
yaml.setIn(["serving", "slo", "p95Milliseconds"], P95);
yaml.setIn(["monitors", "driftedShare"], SHARE);
writeFileSync(file, String(yaml));

const changed = loadModel(folder, NAME).spec;
const platform = synthPlatform({ models: [changed] });
const before = synthPlatform();

/** The text of a model's alert in an environment. */
const alert = (of: typeof platform, environment: string, key: string): string =>
  of
    .all("azurerm_monitor_scheduled_query_rules_alert_v2")
    .filter((r) => r.stack === `${environment}-model-${NAME}`)
    .map((r) => JSON.stringify(r.attributes))
    .find((text) => text.includes(`runbooks/model-${key}.md`))!;
const workbook = (of: typeof platform, environment: string): string =>
  String(of.all("azurerm_application_insights_workbook").find((r) => r.stack === `${environment}-model-${NAME}`)!.attributes.data_json);

/** What the scorer of an environment is told, by whatever hosts it. */
function scorerSettings(of: typeof platform, environment: string): Readonly<Record<string, string>> {
  const own = of.resources.filter((r) => r.stack === `${environment}-serving-${NAME}`);
  const map = own.find((r) => r.type === "kubernetes_config_map_v1");
  if (map !== undefined) return map.attributes.data as Record<string, string>;
  const app = own.find((r) => String(r.attributes.type).startsWith("Microsoft.Web/sites@"))!.attributes.body as {
    readonly properties: { readonly siteConfig: { readonly appSettings: readonly { readonly name: string; readonly value: string }[] } };
  };
  return Object.fromEntries(app.properties.siteConfig.appSettings.map((s) => [s.name, s.value]));
}

const log = { delivered: 0, spooledBytes: 0, bufferedBytes: 0, refused: 0, failure: null };
const consoleOf = (settings: Readonly<Record<string, string>>): string => {
  const { SLO_P95_MILLISECONDS } = settings;
  const config = readConfig({
    MODELS: NAME,
    STORE_URL: "https://lake",
    DEVELOPMENT_WITHOUT_AUTH: "true",
    HOST: "127.0.0.1",
    SLO_P95_MILLISECONDS,
  });
  const now = new Date("2009-05-01T22:00:00Z");
  const { sloP95Milliseconds } = config;
  return renderConsole({
    now,
    startedAt: now,
    figures: { answers: new Map(), latency: null },
    sloP95Milliseconds,
    predictionLog: log as never,
    models: [],
  });
};

test.each(places().environments.map((e) => e.name))(
  "in %s, serving.slo.p95Milliseconds is the scorer's, the alert's and the workbook's",
  (environment) => {
    expect(scorerSettings(platform, environment).SLO_P95_MILLISECONDS).toBe(String(P95));
    expect(consoleOf(scorerSettings(platform, environment))).toContain(`${P95} ms are promised`);
    expect(alert(platform, environment, "latency")).toContain(`P95 > ${P95}`);
    expect(workbook(platform, environment)).toContain(`Objective = todouble(${P95})`);
    for (const text of [
      JSON.stringify(scorerSettings(before, environment)),
      alert(before, environment, "latency"),
      workbook(before, environment),
    ])
      expect(text).not.toContain(String(P95));
  },
);

test("serving.slo.p95Milliseconds is what a laptop's console promises and Grafana draws, too", () => {
  expect(promised([NAME], folder)).toBe(P95);
  expect(JSON.stringify(modelDashboard(changed))).toContain(`"value":${P95 / 1000}`);
});

test.each(places().environments.map((e) => e.name))("in %s, monitors.driftedShare is the alert's and the workbook's", (environment) => {
  expect(alert(platform, environment, "drift")).toContain(`Drifted >= ${SHARE} * Judged`);
  expect(workbook(platform, environment)).toContain(`Limit = ${SHARE}`);
  for (const text of [alert(before, environment, "drift"), workbook(before, environment)]) expect(text).not.toContain(String(SHARE));
});

test("monitors.driftedShare is what the monitors judge by, on a laptop and in control", () => {
  const statistics = { psi: 1, jensenShannon: 0, kolmogorovSmirnov: null };
  const column = (i: number, drifted: boolean): ColumnDrift => ({
    ...{ name: `f${i}`, statistics, threshold: statistics, exceeded: drifted ? ["psi"] : [], bins: [], outOfRangeShare: null },
  });
  const stateWith = (drifted: number) => {
    const features = Array.from({ length: 100 }, (_, i) => column(i, i < drifted));
    const findings = {
      ...{ rows: 1, features, prediction: null, anomalies: [] },
      performance: { decayed: false },
      labels: { known: 0, missing: 0, pending: 0 },
      freshness: { lateCount: 0, late: [], allowed: 0 },
    } as unknown as Findings;
    return decide(findings, { ...changed, retraining: { ...changed.retraining, triggers: ["drift"] } }, 0).state;
  };
  expect([stateWith(40), stateWith(41)]).toEqual(["watch", "retrain"]);
});
