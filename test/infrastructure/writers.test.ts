import { readdirSync, readFileSync } from "node:fs";
import { servingAlerts, trainingAlerts } from "../../constructs/monitoring/alerts";
import { TABLES } from "../../constructs/monitoring/tables";
import { ROLES } from "../../constructs/roles/table";
import { TABLE_NAMES } from "../support/kql";
import { models, synthPlatform } from "../support/platform";

const platform = synthPlatform();
// biome-ignore lint/suspicious/noExplicitAny: paths into documents that the assertions check
type Loose = any;
const all = (type: string): readonly { readonly stack: string; readonly address: string; readonly attributes: Loose }[] =>
  platform.all(type);

/** Everything in which tables are asked: alerts, workbooks and dashboards as they are synthesized, and the runbooks. */
const asked: readonly string[] = [
  ...models.flatMap((model) =>
    [{ host: "aks", namespace: model.name } as const, { host: "functions", app: "func" } as const].flatMap((by) =>
      [...servingAlerts({ model, by }), ...trainingAlerts({ model, by })].map((rule) => rule.query),
    ),
  ),
  ...all("azurerm_application_insights_workbook").map((w) => String(w.attributes.data_json)),
  ...readdirSync("docs/runbooks").map((file) => readFileSync(`docs/runbooks/${file}`, "utf8")),
];
const tables = TABLE_NAMES.filter((name) => asked.some((text) => new RegExp(`\\b${name}\\b`).test(text)));

/** Functions apps that have nowhere to send what their host says of requests, or may not send it. */
function silentApps(): readonly string[] {
  const apps = all("Microsoft.Web/sites").filter((r) => r.attributes.body.properties.siteConfig !== undefined);
  expect(apps.length).toBeGreaterThan(3);
  return apps.flatMap(({ stack, attributes }) => {
    const settings = Object.fromEntries(attributes.body.properties.siteConfig.appSettings.map((s: Loose) => [s.name, s.value]));
    const where = /^\$\{data\.azapi_resource\.(\w+)\.output\.where\}$/.exec(settings.APPLICATIONINSIGHTS_CONNECTION_STRING)?.[1] ?? "none";
    const known = (platform.stack(stack) as Loose).data?.azapi_resource?.[where];
    const as = /^Authorization=AAD;ClientId=\$\{azurerm_user_assigned_identity\.(\w+)\.client_id\}$/.exec(
      settings.APPLICATIONINSIGHTS_AUTHENTICATION_STRING,
    )?.[1];
    const may = all("azurerm_role_assignment").filter(
      (r) =>
        r.stack === stack &&
        r.attributes.scope === known?.resource_id &&
        r.attributes.role_definition_name === ROLES.sendRows.name &&
        r.attributes.principal_id === `\${azurerm_user_assigned_identity.${as}.principal_id}`,
    );
    const isTold = known?.response_export_values.where === "properties.ConnectionString";
    const waits = attributes.depends_on.includes(may[0]?.address);
    return isTold && waits && attributes.identity[0].identity_ids[0].includes(`${as}.id`) ? [] : [stack];
  });
}
const clusters = () => all("azurerm_kubernetes_cluster").map((c) => c.stack);
const unsent = (category: string, target: (id: string) => boolean) =>
  all("azurerm_monitor_diagnostic_setting").some(
    (d) => target(String(d.attributes.target_resource_id)) && d.attributes.enabled_log.length > 0,
  )
    ? []
    : [category];

/** What writes Azure's own tables: gives what of it is absent. */
const WRITERS: Readonly<Record<string, () => readonly string[]>> = {
  AppExceptions: silentApps,
  AppRequests: silentApps,
  AppTraces: silentApps,
  ...Object.fromEntries(
    ["ContainerLogV2", "KubePodInventory", "Perf"].map((name) => [
      name,
      () =>
        clusters().filter(
          (stack) =>
            !all("azurerm_monitor_data_collection_rule").some(
              (r) => r.stack === stack && JSON.stringify(r.attributes.data_flow).includes("Microsoft-ContainerInsights-Group-Default"),
            ),
        ),
    ]),
  ),
  ADFPipelineRun: () => unsent("factory", (id) => id.includes("azurerm_data_factory")),
  StorageBlobLogs: () => unsent("blobs", (id) => id.includes("blobServices")),
  ...Object.fromEntries(
    Object.values(TABLES).map(({ name }) => [
      `${name}_CL`,
      () => {
        const rules = all("azurerm_monitor_data_collection_rule").filter((r) =>
          JSON.stringify(r.attributes.data_flow).includes(`"streams":["Custom-${name}"]`),
        );
        const given = all("azurerm_role_assignment").filter((g) => g.attributes.role_definition_name === ROLES.sendRows.name);
        return rules.length > 0 && given.some((g) => g.address.includes(`-on-${name}-`)) ? [] : [name];
      },
    ]),
  ),
};

test("queries and runbooks ask many tables", () => {
  expect(tables.length).toBeGreaterThan(8);
  expect(tables).toEqual(expect.arrayContaining(["AppRequests", "ContainerLogV2", "ModelMetrics_CL", "ADFPipelineRun"]));
});

test.each(tables)("%s has somebody who writes it, and may", (table) => {
  expect(WRITERS[table]?.()).toEqual([]);
});

test("what is sent is not thinned out where rows are counted", () => {
  const host = (name: string) =>
    JSON.parse(readFileSync(`model-code/hosts/${name}/host.json`, "utf8")).logging.applicationInsights.samplingSettings;
  expect(host("function").excludedTypes.split(";")).toContain("Request");
  expect(host("control").isEnabled).toBe(false);
});
