// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Azure ML writes its references so
import type { Environment } from "../../../environments/schema";
import { loadModel } from "../../../model-code/adapters/model-files";
import type { ModelSpec } from "../../../model-code/core/spec/model-schema";
import { readControlConfig } from "../../../model-code/hosts/control/settings";
import { environment, FILES_HASH, HASHES, places, synthPlatform } from "../../support/platform";
import type { Synthesized } from "../../support/synth";

const inControl = (platform: Synthesized, type: string) => platform.all(type).filter((r) => r.stack.endsWith("-control"));
const CLIENT = "12345678-1234-1234-1234-123456789abc";
const OBJECT = "87654321-1234-1234-1234-123456789abc";
const withApplication = (env: Environment): Environment => ({
  ...env,
  tenant: OBJECT,
  control: { ...env.control, alertApplication: { clientId: CLIENT, objectId: OBJECT } },
});
const dev = synthPlatform({ environments: [withApplication(environment())] });
const prod = synthPlatform({
  environments: places()
    .environments.filter((e) => e.name === "prod")
    .map(withApplication),
});

interface Site {
  readonly properties: {
    readonly publicNetworkAccess: string;
    readonly virtualNetworkSubnetId: string | null;
    readonly siteConfig: { readonly appSettings: readonly { readonly name: string; readonly value: string }[] };
  };
}
const site = (platform: Synthesized) => inControl(platform, "Microsoft.Web/sites")[0]!.attributes.body as Site;
/** As the code will find them: Terraform has filled in what only Azure knows. */
const settings = (platform: Synthesized): Record<string, string> =>
  Object.fromEntries(
    site(platform).properties.siteConfig.appSettings.map(({ name, value }) => [
      name,
      value
        .replace(/(?<=https:\/\/)\$\{[^}]+\}(?=\.blob)/g, "stlake")
        .replace(/(?<!\$)\$\{[^}]*ingestion[^}]*\}/g, "https://dce.ingest.monitor.azure.com")
        .replace(/(?<!\$)\$\{[^{][^}]*\}/g, "known")
        .replaceAll("$${", "${"),
    ]),
  );

test("the app's settings are what its code asks for, all of them and sound", () => {
  const config = readControlConfig(settings(dev));
  expect(config).toMatchObject({ storeUrl: "https://stlake.blob.core.windows.net", packagesUrl: "https://stlake.blob.core.windows.net" });
  expect(config.auth).toMatchObject({ audience: CLIENT, issuer: `https://login.microsoftonline.com/${OBJECT}/v2.0` });
  expect(Object.keys(config.trainingJobs)).toEqual(["market-volatility"]);
  expect(config.modelFiles).toEqual({ "market-volatility": FILES_HASH });
  expect(settings(dev).TICK_SCHEDULE).toBe("0 */15 * * * *");
});

test("a training job names the environment's own things by the settings that stand beside it, and is filled in", () => {
  const written = settings(dev).TRAINING_JOB_MARKET_VOLATILITY!;
  expect(written).toContain("{{ML_WORKSPACE_ID}}/components/market-volatility-prepare/versions/");
  const told: Record<string, string> = {
    ...settings(dev),
    ML_WORKSPACE_ID: "/w",
    TRAINING_CLIENT_ID: "client",
    ML_COMPUTE_ID: "/w/computes/c",
  };
  const job = readControlConfig(told).trainingJobs["market-volatility"];
  expect(job).toMatchObject({
    identity: { clientId: "client" },
    settings: { default_compute: "/w/computes/c" },
    jobs: { prepare: { componentId: expect.stringMatching(/^\/w\/components\//), environment_variables: { MLOPS_STORE: told.STORE_URL } } },
  });
  expect(JSON.stringify(job)).not.toMatch(/\{\{[A-Z_]/);
});

test("what App Service would not take as settings is refused: one that is too long, and models too many", () => {
  const { spec } = loadModel("model-code/models", "market-volatility");
  // 4.3 thousand characters a model, of 56 thousand in all
  expect(settings(dev).TRAINING_JOB_MARKET_VOLATILITY!.length).toBeLessThan(4400);
  const trained = (models: readonly ModelSpec[]) => () =>
    synthPlatform({ environments: [environment({ models: models.map((m) => m.name) })], models });
  const values = Array.from({ length: 2000 }, (_, i) => i / 7);
  const logistic = { ...spec.candidates[1]!, space: { l2: { type: "choice" as const, values } } };
  const [baseline, , trees] = spec.candidates;
  const wide = {
    ...spec,
    candidates: [baseline!, logistic, trees!],
    search: { ...spec.search, sweep: { trials: 4, concurrent: 2 } },
  };
  expect(trained([wide])).toThrow(
    /settings: expected at most 10000 characters each, got TRAINING_JOB_MARKET_VOLATILITY of \d{5}\. Shorten it/,
  );
  const many = Array.from({ length: 16 }, (_, i) => ({ ...spec, name: `model-${i}` }));
  expect(trained(many)).toThrow(
    /settings: expected at most 56000 characters in all, got \d{5} in \d+\. Let models train in more than one environment/,
  );
});

test("the app names the package that belongs onto it, so that new code is a change of the stack", () => {
  const sites = dev.all("Microsoft.Web/sites").filter((r) => r.address.startsWith("azapi_resource."));
  expect(sites.map((r) => [r.stack, (r.attributes.tags as Record<string, string>).package])).toEqual([
    ["dev-control", HASHES.controlPackage],
    ["dev-serving-market-volatility", HASHES.functionPackage],
  ]);
});

test("where no model trains there is no job of one", () => {
  expect(Object.keys(settings(prod)).filter((name) => name.startsWith("TRAINING_JOB"))).toEqual([]);
});

test("the host's storage is opened by the app's identity, and no setting holds a key", () => {
  const all = settings(dev);
  expect(all).toMatchObject({ AzureWebJobsStorage__credential: "managedidentity", AzureWebJobsDisableHomepage: "true" });
  expect(all).not.toHaveProperty("AzureWebJobsStorage");
  for (const value of Object.values(all)) expect(value).not.toMatch(/AccountKey|SharedAccess|InstrumentationKey/);
  const calls = inControl(dev, "azapi_resource_action").map(({ attributes: a }) => [a.action, a.method, a.body]);
  expect(calls).toEqual(
    ["ftp", "scm"].map((way) => [`basicPublishingCredentialsPolicies/${way}`, "PUT", { properties: { allow: false } }]),
  );
});

test("nobody but control and the pipelines' deployer writes what is released, in any stack of any environment", () => {
  const writers = synthPlatform()
    .all("azurerm_role_assignment")
    .filter((r) => /-writeBlobs-on-releases-/.test(r.address))
    .map((r) => `${r.stack} ${r.address.split("-to-")[1]}`);
  const environments = ["dev", "prod", "staging"];
  expect(writers.sort()).toEqual(environments.flatMap((e) => [`${e}-control Control`, `${e}-control Deployer`]));
});

/** What somebody is given in control's stack. */
const rightsOf = (...who: readonly string[]) =>
  inControl(dev, "azurerm_role_assignment")
    .map((r) => r.address.replace(/^azurerm_role_assignment\.Grant-/, ""))
    .filter((right) => who.includes(right.split("-to-")[1]!))
    .sort();

test("the pipelines' deployer begins releases and asks for training: it reads packages and what training left, and writes both's notes", () => {
  expect(rightsOf("Deployer")).toEqual([
    "readBlobs-on-Packages-to-Deployer",
    "readBlobs-on-models-to-Deployer",
    "writeBlobs-on-audit-to-Deployer",
    "writeBlobs-on-releases-to-Deployer",
  ]);
  expect(inControl(dev, "azurerm_role_assignment").length).toBe(rightsOf("Deployer", "Control", "LakeEvents").length);
});

test("control submits jobs, reads predictions and packages, adds to the audit, and no more", () => {
  expect(rightsOf("Control", "LakeEvents")).toEqual([
    "readBlobs-on-Packages-to-Control",
    "readBlobs-on-models-to-Control",
    "readBlobs-on-predictions-to-Control",
    "readBlobs-on-quarantine-to-Control",
    "runJobs-on-Workspace-to-Control",
    "sendMessages-on-Storage-to-LakeEvents",
    "sendRows-on-ApplicationInsights-to-Control",
    "sendRows-on-Audit-to-Control",
    "sendRows-on-Drift-to-Control",
    "sendRows-on-ModelMetrics-to-Control",
    "writeBlobs-on-Storage-to-Control",
    "writeBlobs-on-audit-to-Control",
    "writeBlobs-on-releases-to-Control",
    "writeQueues-on-Storage-to-Control",
  ]);
});

test("the words that data was prepared, once they are whole, are told to the queue that the code takes them from", () => {
  const [subscription] = inControl(dev, "azurerm_eventgrid_system_topic_event_subscription");
  expect(subscription?.attributes).toMatchObject({
    included_event_types: ["Microsoft.Storage.BlobCreated"],
    subject_filter: { subject_begins_with: "/blobServices/default/containers/raw/", subject_ends_with: ".json" },
    delivery_identity: { type: "SystemAssigned" },
    depends_on: expect.arrayContaining([expect.stringContaining("to-LakeEvents")]),
  });
  const queues = inControl(dev, "azurerm_storage_queue");
  const queue = queues.find((q) => q.attributes.name === settings(dev).DATA_QUEUE);
  expect(queues.map((q) => q.attributes.name).sort()).toEqual([settings(dev).ALERT_QUEUE, settings(dev).DATA_QUEUE].sort());
  expect(subscription?.attributes.storage_queue_endpoint).toMatchObject({ queue_name: `\${${queue?.address}.name}` });
});

test("Azure Monitor calls with a token of the application that the code asks for", () => {
  const [group] = inControl(dev, "azurerm_monitor_action_group");
  expect(group?.attributes.webhook_receiver).toEqual([
    expect.objectContaining({
      service_uri: expect.stringMatching(/^https:\/\/func-mlops-dev-control-\w{5}\.azurewebsites\.net\/alerts$/),
      use_common_alert_schema: true,
      aad_auth: { object_id: OBJECT, identifier_uri: `api://${CLIENT}`, tenant_id: OBJECT },
    }),
  ]);
  expect(String(group?.attributes.short_name).length).toBeLessThanOrEqual(12);
});

test("in a private environment it stands in the network, answers nobody outside, and so has no webhook", () => {
  expect(site(dev).properties).toMatchObject({ publicNetworkAccess: "Enabled", virtualNetworkSubnetId: null });
  expect(site(prod).properties).toMatchObject({
    publicNetworkAccess: "Disabled",
    virtualNetworkSubnetId: expect.stringContaining("functions"),
  });
  expect(inControl(prod, "azurerm_monitor_action_group")).toEqual([]);
  const endpoints = inControl(prod, "azurerm_private_endpoint").map(
    (r) => (r.attributes.private_service_connection as { readonly subresource_names: readonly string[] }).subresource_names[0],
  );
  expect(endpoints.sort()).toEqual(["blob", "queue", "sites"]);
  expect(inControl(dev, "azurerm_private_endpoint")).toEqual([]);
});
