// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Azure ML writes its references so
import { groupFolders } from "../../../model-code/core/lifecycle/groups";
import { parseJobArguments } from "../../../model-code/hosts/job-arguments";
import { dataJob } from "../../../stacks/data-job";
import { groupJob, WRITTEN_ZONES } from "../../../stacks/group-job";
import { environment, FILES_HASH, onAks, synthPlatform } from "../../support/platform";

const dev = synthPlatform({ models: onAks, environments: [environment()] });
const pipeline = () =>
  dev.all("Microsoft.DataFactory/factories/pipelines").find((r) => r.attributes.name === "market-volatility-prepare")!.attributes.body as {
    properties: { activities: { name: string; typeProperties: { body: { properties: Record<string, unknown> } } }[] };
  };
const job = () => pipeline().properties.activities.find((a) => a.name === "SubmitJob")!.typeProperties.body.properties;

test("the command of a group is one that the job's own parser takes, with every folder of the step table", () => {
  const { command } = groupJob("prepare", "market-volatility");
  const words = command.replace(/^.*node job\.js /, "").split(" ");
  const parsed = parseJobArguments(words);
  const folders = groupFolders("prepare");
  expect([parsed.model, parsed.models]).toEqual(["market-volatility", "${{inputs.model_files}}"]);
  expect(parsed.steps.map((s) => s.name)).toEqual(folders.steps.map((s) => s.name));
  expect(parsed.outputs).toEqual(Object.fromEntries(folders.outputs.map((o) => [o.name, `\${{outputs.${o.name}}}`])));
  expect(parsed.inputs).toEqual({ source: "${{inputs.source}}" });
});

test("a folder that no step writes lies in raw, any other in the zone of the step that writes it", () => {
  expect(groupJob("prepare", "m").inputs).toEqual({ source: "raw" });
  expect(groupJob("features", "m").inputs).toMatchObject({ curated: "curated" });
  expect(groupJob("prepare", "m").outputs).toMatchObject({ raw: "raw", quarantine: "quarantine", curated: "curated" });
});

test("groups in a row read what an earlier one wrote where it wrote it, and only the rest from outside", () => {
  const { command, inputs, outputs } = dataJob("m");
  expect(inputs).toEqual({ source: "raw" });
  expect(Object.keys(outputs)).toEqual([
    ...Object.keys(groupJob("prepare", "m").outputs),
    ...Object.keys(groupJob("features", "m").outputs),
  ]);
  const [prepare = "", features = ""] = command.split(" && cd ");
  expect(prepare).toBe(groupJob("prepare", "m").command);
  expect(features).toContain("--input curated=${{outputs.curated}}");
  expect(command).not.toContain("inputs.curated");
});

test("the job's references are escaped for Terraform and nothing else is", () => {
  const { command } = dataJob("market-volatility");
  expect(job().command).toBe(command.replaceAll("${{", "$$$${{"));
});

test("the job reads and writes the model's own folders, and runs on the platform's compute in the model's environment", () => {
  expect(job()).toMatchObject({
    inputs: {
      source: { uri: "azureml://datastores/raw/paths/market-volatility/source/" },
      model_files: { uri: `azureml://datastores/packages/paths/model-files/${FILES_HASH}/`, mode: "ReadOnlyMount" },
    },
    environmentId: expect.stringMatching(/^\$\{azapi_resource\.Environment_Version_\w+\.id\}$/),
    computeId: expect.stringContaining("dev-ml.outputs."),
    identity: { identityType: "Managed", clientId: expect.stringContaining("Training") },
  });
});

test("no group is deterministic: Azure ML runs each again for data that came to lie at the same address, and to list it as an asset", () => {
  const versions = dev
    .all("Microsoft.MachineLearningServices/workspaces/components/versions")
    .filter((r) => r.stack === "dev-model-market-volatility");
  const specs = versions.map(
    (r) => (r.attributes.body as { properties: { componentSpec: Record<string, unknown> } }).properties.componentSpec,
  );
  expect(Object.fromEntries(specs.map((s) => [s.name, s.is_deterministic]))).toEqual({
    "market-volatility-prepare": "False",
    "market-volatility-features": "False",
    "market-volatility-train": "False",
    "market-volatility-evaluate-and-register": "False",
  });
});

test("jobs may write the zones that the step table writes, and have a datastore for each", () => {
  expect(WRITTEN_ZONES).toEqual(["curated", "features", "models", "quarantine", "raw"]);
  const datastores = dev.all("Microsoft.MachineLearningServices/workspaces/datastores").map((d) => d.attributes.name);
  expect(datastores).toEqual(expect.arrayContaining([...WRITTEN_ZONES]));
  expect(datastores).not.toContain("audit");
  const training = dev.all("azurerm_role_assignment").filter((r) => r.address.endsWith("to-Training"));
  expect(training.filter((r) => /-on-(audit|releases|predictions)-/.test(r.address))).toEqual([]);
});

test("datastores hold no credentials", () => {
  for (const d of dev.all("Microsoft.MachineLearningServices/workspaces/datastores"))
    expect(d.attributes.body).toMatchObject({
      properties: { credentials: { credentialsType: "None" } },
    });
});

test("pods may read packages, releases and their audit and write predictions, and nothing else", () => {
  const scoring = dev.all("azurerm_role_assignment").filter((r) => r.stack.includes("-serving-") && r.address.endsWith("to-Scoring"));
  expect(scoring.map((r) => r.address.replace("azurerm_role_assignment.", "")).sort()).toEqual([
    "Grant-readBlobs-on-audit-to-Scoring",
    "Grant-readBlobs-on-packages-to-Scoring",
    "Grant-readBlobs-on-releases-to-Scoring",
    "Grant-sendRows-on-Predictions-to-Scoring",
    "Grant-writeBlobs-on-predictions-to-Scoring",
  ]);
});

test("pods become the model's identity: one namespace and service account in the credential and in the cluster", () => {
  const [credential, ...more] = dev.all("azurerm_federated_identity_credential").filter((r) => r.stack.startsWith("dev-"));
  expect([credential?.attributes.subject, more]).toEqual(["system:serviceaccount:market-volatility:scorer", []]);
  expect(dev.only("kubernetes_namespace_v1")).toMatchObject({ metadata: { name: "market-volatility" } });
  expect(dev.only("kubernetes_service_account_v1")).toMatchObject({ metadata: { name: "scorer" } });
});

test("the cluster is reached as who runs Terraform, by no stored credential", () => {
  const { provider } = dev.stack("dev-serving-market-volatility") as { provider: { kubernetes: Record<string, unknown>[] } };
  expect(Object.keys(provider.kubernetes[0]!).sort()).toEqual(["cluster_ca_certificate", "exec", "host"]);
});

test("a model's data is prepared only where it trains; it is served wherever it is deployed", () => {
  const elsewhere = synthPlatform({ environments: [environment({ name: "staging" })] });
  const ofModel = elsewhere.resources.filter((r) => r.stack.includes("-model-")).map((r) => r.type);
  expect(ofModel).toContain("azurerm_monitor_scheduled_query_rules_alert_v2");
  expect(ofModel).not.toContain("azapi_resource");
  expect(ofModel).not.toContain("azurerm_data_factory_trigger_blob_event");
  expect(elsewhere.all("kubernetes_deployment_v1")).toHaveLength(1);
});

test("an environment without models has no stack of one", () => {
  const bare = synthPlatform({ environments: [environment({ models: [] })] });
  expect([...bare.stacks.keys()].filter((id) => /model|serving/.test(id))).toEqual([]);
});
