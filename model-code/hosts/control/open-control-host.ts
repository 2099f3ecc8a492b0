import { DefaultAzureCredential } from "@azure/identity";
import { LogsIngestionClient } from "@azure/monitor-ingestion";
import pino from "pino";
import { azureMlJobs } from "../../adapters/azure-ml/jobs";
import { connect } from "../../adapters/blob-store/connect";
import { logAnalyticsAudit } from "../../adapters/log-analytics/audit-table";
import { publishedModel } from "../../adapters/published-models";
import { tokenCheck } from "../server/auth";
import { azureMlTraining } from "./azure-ml-training";
import { type ControlHost, controlHost } from "./control-host";
import { logAnalyticsTelemetry } from "./log-analytics-telemetry";
import type { ControlConfig } from "./settings";

const RESOURCE_MANAGER = "https://management.azure.com/.default";

/** The control host on Azure, as its managed identity. */
export async function openControlHost(config: ControlConfig): Promise<ControlHost> {
  const { storeUrl, packagesUrl, modelFiles, workspaceId, trainingJobs, logs, auth } = config;
  const logger = pino({ base: { service: "control" } });
  const clock = () => new Date();
  const credential = new DefaultAzureCredential();
  const [environment, packages] = [connect(storeUrl), connect(packagesUrl)];
  const { endpoint, environment: environmentName, ...rules } = logs;
  const client = new LogsIngestionClient(endpoint, credential);
  const jobs = azureMlJobs({ workspaceId, token: async () => (await credential.getToken(RESOURCE_MANAGER)).token });
  return controlHost({
    models: await Promise.all(Object.entries(modelFiles).map(([name, hash]) => publishedModel(packages, name, hash))),
    places: { packages, environment },
    training: azureMlTraining(jobs, trainingJobs, environment, clock),
    telemetry: logAnalyticsTelemetry({
      client,
      rules: { metrics: rules.metricsRuleId, drift: rules.driftRuleId },
      environment: environmentName,
    }),
    auditTable: logAnalyticsAudit({ client, ruleId: rules.auditRuleId, environment: environmentName }),
    clock,
    check: tokenCheck(auth, clock),
    tell: ({ model, part, did, failed }) => logger[failed ? "error" : "info"]({ model, part }, did),
  });
}
