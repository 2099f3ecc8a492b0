import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { byStack, type EstimateInput, estimate, ofModel, type PricedResource, total } from "../../../cli/cost/estimate";
import { clusterHoursOf } from "../../../cli/cost/estimate-cost";
import { readPrices } from "../../../cli/cost/price-table";
import { FREE, PRICED } from "../../../cli/cost/pricing";
import { costText } from "../../../cli/cost/report";
import { plannedResources } from "../../../cli/cost/resources";
import { VM_SIZES } from "../../../environments/vm-sizes";
import { loadModel } from "../../../model-code/adapters/model-files";
import { inProcess } from "../../support/in-process";
import { mlops } from "../../support/lab";
import { reviewed } from "../../support/reviewed";

const table = readPrices("cli/cost/prices.yaml");
const model = loadModel("model-code/models", "market-volatility").spec;
const resource = (stack: string, type: string, attributes: Record<string, unknown>): PricedResource => ({
  stack,
  address: `${type}.X`,
  type,
  attributes,
});

/** Prices and uses that make a sum by hand easy. */
const byHand: EstimateInput["table"] = {
  ...table,
  usage: { ...table.usage, logsGbPerDay: 2, modelNodes: 1, preparationHoursPerDay: 0.24, pipelineRunsPerDay: 0, copyHoursPerDay: 0 },
  prices: {
    "aks/Standard": { price: 0.1, per: "hour" },
    "load-balancer/Standard": { price: 0.02, per: "hour" },
    "disk/P10": { price: 20, per: "month" },
    "vm/Standard_D4s_v5": { price: 0.2, per: "hour" },
    "logs/ingested": { price: 3, per: "GB" },
    "logs/retained": { price: 0.1, per: "GB and month" },
    "log-alert/5": { price: 1.5, per: "month" },
    "data-factory/activities": { price: 1, per: "thousand runs" },
    "data-factory/copy": { price: 0.25, per: "unit and hour" },
  },
};
const cluster = resource("dev-cluster", "azurerm_kubernetes_cluster", {
  sku_tier: "Standard",
  default_node_pool: { vm_size: "Standard_D4s_v5", min_count: 3 },
});

test("a cluster is its control plane, its load balancer, and the least number of its machines with their disks", () => {
  const made = estimate({ environment: "dev", resources: [cluster], models: [], table: byHand });
  // 730 · 0.10 + 730 · 0.02 + 3 · 730 · 0.20 + 3 · 20 = 73 + 14.6 + 438 + 60
  expect(total(made)).toBeCloseTo(585.6, 6);
  expect(made.unpriced).toEqual([]);
});

test("one that sleeps costs for the hours that it runs: from 5 to 18, on working days", () => {
  const clusterHours = clusterHoursOf({ hours: { start: "05:00", stop: "18:00" } });
  expect(clusterHours).toBeCloseTo((13 * 730 * 5) / (24 * 7), 9);
  const made = estimate({ environment: "dev", resources: [cluster], models: [], table: byHand, clusterHours: 100 });
  // 100 · 0.10 + 730 · 0.02 + 3 · 100 · 0.20 + 3 · 20 = 10 + 14.6 + 60 + 60
  expect(total(made)).toBeCloseTo(144.6, 6);
  expect(clusterHoursOf({})).toBe(730);
});

test("logs cost what comes in, at most the quota, and what is kept beyond 31 days", () => {
  const workspace = (quota: number) => [
    resource("dev-foundation", "azurerm_log_analytics_workspace", { daily_quota_gb: quota, retention_in_days: 61 + 5 / 12 }),
  ];
  const days = 730 / 24;
  const of = (quota: number) => total(estimate({ environment: "dev", resources: workspace(quota), models: [], table: byHand }));
  // 2 GB a day, one month of them kept for longer; then the quota of 1 GB a day
  expect(of(20)).toBeCloseTo(2 * days * 3 + 2 * days * 0.1, 6);
  expect(of(1)).toBeCloseTo(days * 3 + days * 0.1, 6);
});

test("training costs the hours that model.yaml allows, on the machines of the cluster, where the model is trained", () => {
  const compute = (priority: string) =>
    resource("dev-ml", "Microsoft.MachineLearningServices/workspaces/computes", {
      body: { properties: { properties: { vmSize: "Standard_D4s_v5", vmPriority: priority } } },
    });
  const of = (environment: string, priority: string) => {
    const made = estimate({ environment, resources: [compute(priority)], models: [model], table: byHand });
    return ofModel(made, environment, model.name);
  };
  // (4 hours of training + 0.24 · 730 / 24 of preparing) · 0.20; a fifth of that where machines can be taken away
  expect(of("dev", "Dedicated")).toBeCloseTo((4 + 7.3) * 0.2, 6);
  expect(of("dev", "LowPriority")).toBeCloseTo((4 + 7.3) * 0.04, 6);
  expect(of("prod", "Dedicated")).toBe(0);
});

test("a candidate of AutoML is trained beside the others, on as many machines as its trials take at once", () => {
  const budget = { trials: 20, concurrent: 3, minutes: 60 };
  const automl = { name: "automl", learner: "azure-automl" as const, params: {}, space: {}, budget };
  const compute = resource("dev-ml", "Microsoft.MachineLearningServices/workspaces/computes", {
    body: { properties: { properties: { vmSize: "Standard_D4s_v5", vmPriority: "Dedicated" } } },
  });
  const models = [{ ...model, candidates: [...model.candidates, automl] }];
  const made = estimate({ environment: "dev", resources: [compute], models, table: byHand });
  // (4 hours on 1 + 3 machines, 7.3 of preparing) · 0.20
  expect(ofModel(made, "dev", model.name)).toBeCloseTo((4 * 4 + 7.3) * 0.2, 6);
});

test("what is not known is named, and is in no sum", () => {
  const resources = [
    resource("dev-model-x", "azurerm_quantum_computer", {}),
    resource("dev-cluster", "azurerm_kubernetes_cluster_node_pool", { vm_size: "Standard_M128s" }),
    resource("dev-model-x", "azurerm_monitor_scheduled_query_rules_alert_v2", { evaluation_frequency: "PT5M" }),
    resource("dev-model-x", "azurerm_role_assignment", {}),
  ];
  const made = estimate({ environment: "dev", resources, models: [], table: byHand });
  expect(made.unpriced.map((u) => u.why)).toEqual(["no rule for azurerm_quantum_computer", "no price for vm/Standard_M128s"]);
  expect(byStack(made)).toEqual([
    ["dev-cluster", 20, 20],
    ["dev-model-x", 1.5, 0],
  ]);
  const text = costText({ environment: "dev", estimate: made, models: [], table: byHand, budget: 43, detailed: true });
  expect(text).toMatch(/total +21\.50 {3}50 % of its budget of 43/);
  expect(text).toContain(
    "not priced, so not in the sums: 2\n  dev-model-x azurerm_quantum_computer.X: no rule for azurerm_quantum_computer",
  );
  expect(text).toContain("azurerm_monitor_scheduled_query_rules_alert_v2.X: 1 × 1.5 of log-alert/5 = 1.50");
});

test("every resource of the platform is priced or known to be free", () => {
  const known = new Set([...Object.keys(PRICED), ...Object.values(FREE).flat()]);
  // what Azure DevOps costs goes by people and parallel jobs, on another bill
  const types = reviewed()
    .resources.filter((r) => r.stack !== "devops" && r.type !== "azapi_resource_action" && r.type !== "azapi_update_resource")
    .map((r) => (r.type === "azapi_resource" ? String(r.attributes.type).split("@")[0]! : r.type));
  expect([...new Set(types)].filter((type) => !known.has(type))).toEqual([]);
});

test("every machine that an environment may name has a price", () => {
  expect(Object.keys(VM_SIZES).filter((size) => table.prices[`vm/${size}`] === undefined)).toEqual([]);
});

describe("files", () => {
  const folder = mkdtempSync(join(tmpdir(), "cost-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  test("a plan says what will stand: what it creates, changes or leaves, not what it destroys, and what is only called", () => {
    const change = (address: string, type: string, after: unknown) => ({
      ...{ address, mode: "managed", type, name: "X", provider_name: "registry.terraform.io/hashicorp/azurerm" },
      change: { actions: [after === null ? "delete" : "create"], before: after === null ? {} : null, after, after_unknown: {} },
    });
    const plan = file(
      "dev-cluster.json",
      JSON.stringify({
        format_version: "1.2",
        terraform_version: "1.11.0",
        resource_changes: [
          change("azurerm_public_ip.A", "azurerm_public_ip", { sku: "Standard" }),
          change("azurerm_public_ip.B", "azurerm_public_ip", null),
          change("azapi_resource.C", "azapi_resource", { type: "Microsoft.Web/sites@2024-11-01" }),
          change("azapi_resource_action.D", "azapi_resource_action", { type: "Microsoft.Web/sites@2024-11-01" }),
        ],
      }),
    );
    expect(plannedResources(plan).map((r) => [r.stack, r.address, r.type])).toEqual([
      ["dev-cluster", "azurerm_public_ip.A", "azurerm_public_ip"],
      ["dev-cluster", "azapi_resource.C", "Microsoft.Web/sites"],
    ]);
  });

  test("the command takes plans in the place of synthesized stacks, and says what the environment is allowed", async () => {
    const ip = { address: "azurerm_public_ip.A", mode: "managed", type: "azurerm_public_ip", name: "A", provider_name: "azurerm" };
    const change = { actions: ["no-op"], before: {}, after: { sku: "Standard" }, after_unknown: {} };
    const plan = file(
      "dev-foundation.json",
      JSON.stringify({ format_version: "1.2", terraform_version: "1.11.0", resource_changes: [{ ...ip, change }] }),
    );
    const { code, stdout } = await mlops(["cost", "dev", "--plan", plan]);
    expect(code).toBe(0);
    // 730 hours of 0.005
    expect(stdout).toMatch(/dev-foundation +3\.65/);
    // nothing says on which machines it is trained
    expect(stdout).toContain("dev-model-market-volatility runs: no price for vm/of the training cluster, which is not among the stacks");
    const { code: unknown, stderr } = await inProcess(["cost", "nowhere", "--plan", plan]);
    expect([unknown, stderr]).toEqual([2, expect.stringContaining('got "nowhere"')]);
  });

  test.each([
    ["no file", () => join(folder, "none.yaml"), "got no file"],
    ["no YAML", () => file("a.yaml", "a: [b"), "got no YAML"],
    [
      "a price below nothing",
      () => file("b.yaml", JSON.stringify({ ...table, prices: { "vm/X": { price: -1, per: "hour" } } })),
      "prices/vm~1X/price",
    ],
    [
      "no currency, and a use that nobody knows",
      () => file("c.yaml", JSON.stringify({ ...table, currency: undefined, usage: { ...table.usage, tea: 1 } })),
      "2 problems",
    ],
  ])("%s is refused", (_, name, message) => {
    expect(() => readPrices(name())).toThrow(message);
  });
});
