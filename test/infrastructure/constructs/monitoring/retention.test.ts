import { archivable } from "../../../../constructs/monitoring/archive-days";
import { loadModel } from "../../../../model-code/adapters/model-files";
import { definitionOf } from "../../../../model-code/core/spec/definition";
import { trainingDefinition } from "../../../support/azure-ml";
import { environment, synthPlatform } from "../../../support/platform";
import type { Json } from "../../../support/synth";

const shipped = loadModel("model-code/models", "market-volatility").spec;
const env = environment({
  retention: { ...environment().retention, rawDays: 180, predictionsDays: 90, logsDays: 60, archiveDays: 365 },
});
const strict = { ...shipped, retention: { predictionsDays: 30, featuresDays: 200, rawDays: 180 } };
const { budget: _, ...unbudgeted } = shipped;
const lenient = { ...unbudgeted, name: "lenient", retention: { predictionsDays: 3650, featuresDays: 100, rawDays: 3650 } };
const made = synthPlatform({ environments: [{ ...env, models: [strict.name, lenient.name] }], models: [strict, lenient] });

/** What the lake of an environment deletes a blob after: of the rules that it lies below, the soonest. */
function deletedAfter(of: typeof made, stack: string, blob: string): number {
  const policy = of.all("azurerm_storage_management_policy").find((r) => r.stack === stack)!.attributes as {
    rule: { name: string; filters: { prefix_match: string[] }; actions: { base_blob: Json } }[];
  };
  for (const { name } of policy.rule) expect(name).toMatch(/^[a-zA-Z0-9-]+$/);
  const days = policy.rule
    .filter((r) => r.filters.prefix_match.some((prefix) => blob.startsWith(prefix)))
    .map((r) => r.actions.base_blob.delete_after_days_since_modification_greater_than as number | undefined);
  return Math.min(...days.map((d) => d ?? Number.POSITIVE_INFINITY));
}

test.each([
  ["quarantine/market-volatility/x", 180],
  ["features/market-volatility/x", 200],
  ["predictions/market-volatility/x", 30],
  ["quarantine/lenient/x", 180],
  ["features/lenient/x", 100],
  ["predictions/lenient/x", 90],
  ["curated/market-volatility/x", 200],
  ["curated/lenient/x", 100],
])("a model keeps its data in the lake for a shorter time than the environment, never longer: %s %d days", (blob, days) => {
  expect(deletedAfter(made, "dev-data", blob)).toBe(days);
});

test("what a model is trained on is kept as long as the model says, however short the environment's time is; other raw data is not", () => {
  const folder = trainingDefinition(made, "lenient").inputs.source!.uri.replace("azureml://datastores/raw/paths", "raw");
  expect(folder).toBe("raw/lenient/source/");
  expect(deletedAfter(made, "dev-data", `${folder}bars/bars-2000.csv`)).toBe(3650);
  expect(deletedAfter(made, "dev-data", "raw/market-volatility/source/bars.csv")).toBe(180);
  expect(deletedAfter(made, "dev-data", "raw/captured/events/0/2026.avro")).toBe(180);
  // where it is not trained, nothing lands for it that had to be kept
  const elsewhere = synthPlatform({ environments: [{ ...env, name: "staging", models: [lenient.name] }], models: [lenient] });
  expect(deletedAfter(elsewhere, "staging-data", "raw/lenient/source/bars.csv")).toBe(180);
});

test("predictions of all models lie in one table: it keeps them as long as the strictest model lets it", () => {
  const table = (name: string) =>
    made.all("azurerm_log_analytics_workspace_table_custom_log").find((r) => r.attributes.name === name)!.attributes;
  expect(table("Predictions_CL")).toMatchObject({ retention_in_days: 30, total_retention_in_days: 30 });
  expect(table("Drift_CL")).toMatchObject({ retention_in_days: 60, total_retention_in_days: 365 });
});

test.each([
  [1, 4],
  [4, 4],
  [730, 730],
  [731, 730],
  [1094, 730],
  [1095, 1095],
  [3650, 3288],
])("%s days can be kept as %s: up to two years by days, then by years", (days, kept) => {
  expect(archivable(days)).toBe(kept);
});

test("all of a model carries whose it is and what it was made of, and no commit", () => {
  const tags = made.resources
    .filter((r) => r.stack === "dev-model-lenient" && r.attributes.tags !== undefined)
    .map((r) => r.attributes.tags);
  expect(tags.length).toBeGreaterThan(15);
  for (const t of tags)
    expect(t).toMatchObject({
      model: "lenient",
      owner: "market-risk@example.com",
      "risk-tier": "medium",
      sensitivity: "public",
      definition: definitionOf(lenient),
    });
});

test("a definition follows what model.yaml says, not how it is laid out", () => {
  expect(definitionOf(shipped)).toMatch(/^[0-9a-f]{12}$/);
  expect(definitionOf(Object.fromEntries(Object.entries(shipped).reverse()) as typeof shipped)).toBe(definitionOf(shipped));
  expect(definitionOf({ ...shipped, title: `${shipped.title}!` })).not.toBe(definitionOf(shipped));
});

test("a model has the budget that its model.yaml names: of its tag, in this environment, told to its owner; one that names none has none", () => {
  const budgets = made.all("azurerm_consumption_budget_subscription").filter((r) => r.stack.includes("-model-"));
  expect(budgets.map((r) => r.attributes.amount)).toEqual([150]);
  expect(budgets[0]!.attributes).toMatchObject({
    filter: {
      tag: [
        { name: "environment", values: ["dev"] },
        { name: "model", values: ["market-volatility"] },
      ],
    },
    time_period: { start_date: `${env.budget.since}T00:00:00Z` },
    notification: expect.arrayContaining([
      expect.objectContaining({
        contact_emails: ["market-risk@example.com", "ml-platform@example.com"],
        contact_groups: [expect.stringMatching(/dev-foundation.*Alerts-routine/)],
      }),
    ]),
  });
});

test("data of confidential and personal models is not what data scientists read", () => {
  const granted = (sensitivity: typeof shipped.sensitivity) =>
    synthPlatform({ environments: [env], models: [{ ...shipped, sensitivity }] })
      .all("azurerm_role_assignment")
      .filter((r) => /-on-(curated|features)-to-group-dataScience/.test(r.address))
      .map((r) => [r.attributes.condition, r.attributes.condition_version]);
  const path = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path]";
  const read = "ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'}";
  const condition = `((!(${read} AND NOT SubOperationMatches{'Blob.List'})) OR (${path} StringNotLike 'market-volatility/*'))`;
  expect(granted("confidential")).toEqual([
    [condition, "2.0"],
    [condition, "2.0"],
  ]);
  expect(granted("internal")).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ]);
});
