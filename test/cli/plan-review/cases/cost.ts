import type { InPlace } from "../in-place";

const WORKSPACE = "azurerm_log_analytics_workspace";
const COMPUTE = "Microsoft.MachineLearningServices/workspaces/computes@2024-01-01";
const TRIGGER = "Microsoft.DataFactory/factories/triggers@2018-06-01";
const body = (type: string, properties: object): object => ({ type, body: { properties } });

/** What costs more or less after a change in place. */
export const COST_CASES: readonly InPlace[] = [
  [
    WORKSPACE,
    { daily_quota_gb: 5 },
    { daily_quota_gb: -1 },
    "costs-more medium costs more: `daily_quota_gb` goes from 5 to -1, which is no limit",
  ],
  [WORKSPACE, { daily_quota_gb: 5 }, {}, "costs-more medium costs more: `daily_quota_gb` goes from 5 to null, which is no limit"],
  [WORKSPACE, { daily_quota_gb: -1 }, {}],
  [
    WORKSPACE,
    { daily_quota_gb: -1 },
    { daily_quota_gb: 0.1 },
    "unprotects high `daily_quota_gb` goes from -1 to 0.1: what comes after that is logged no longer that day",
    "costs-more low costs less: `daily_quota_gb` goes from -1 to 0.1",
  ],
  [
    "azapi_resource",
    body(COMPUTE, { maxNodeCount: 2, vmPriority: "LowPriority", nodeIdleTimeBeforeScaleDown: "PT5M" }),
    body(COMPUTE, { maxNodeCount: 20, vmPriority: "Dedicated", nodeIdleTimeBeforeScaleDown: "P1D" }),
    "costs-more medium costs more: `body.properties.maxNodeCount` goes from 2 to 20",
    'costs-more medium costs more: `body.properties.nodeIdleTimeBeforeScaleDown` goes from "PT5M" to "P1D"',
    'costs-more medium costs more: `body.properties.vmPriority` goes from "LowPriority" to "Dedicated"',
  ],
  [
    "azapi_resource",
    body("Microsoft.Web/sites@2024-11-01", {
      functionAppConfig: { scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: 2 } },
    }),
    body("Microsoft.Web/sites@2024-11-01", {
      functionAppConfig: { scaleAndConcurrency: { instanceMemoryMB: 512, maximumInstanceCount: 9 } },
    }),
    "costs-more medium costs more: `body.properties.functionAppConfig.scaleAndConcurrency.maximumInstanceCount` goes from 2 to 9",
    "costs-more low costs less: `body.properties.functionAppConfig.scaleAndConcurrency.instanceMemoryMB` goes from 2048 to 512",
  ],
  [
    "azapi_resource",
    body(TRIGGER, { typeProperties: { recurrence: { frequency: "Week" } } }),
    body(TRIGGER, { typeProperties: { recurrence: { frequency: "Minute" } } }),
    'costs-more medium costs more: `body.properties.typeProperties.recurrence.frequency` goes from "Week" to "Minute"',
  ],
  [
    "kubernetes_horizontal_pod_autoscaler_v2",
    { spec: [{ max_replicas: 6 }] },
    { spec: [{ max_replicas: 600 }] },
    "costs-more medium costs more: `spec.0.max_replicas` goes from 6 to 600",
  ],
  [
    "azuredevops_elastic_pool",
    { desired_idle: 0, time_to_live_minutes: 30 },
    { desired_idle: 4, time_to_live_minutes: 15 },
    "costs-more medium costs more: `desired_idle` goes from 0 to 4",
    "costs-more low costs less: `time_to_live_minutes` goes from 30 to 15",
  ],
];
