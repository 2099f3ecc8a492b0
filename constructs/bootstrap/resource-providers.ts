/**
 * Resource providers of Azure that the platform's resources are of. A subscription must know these and no other; the bootstrap stack
 * registers them, since who only plans may not.
 */
export const RESOURCE_PROVIDERS = [
  "Microsoft.AlertsManagement",
  "Microsoft.App",
  "Microsoft.Authorization",
  "Microsoft.Compute",
  "Microsoft.Consumption",
  "Microsoft.ContainerRegistry",
  "Microsoft.ContainerService",
  "Microsoft.Dashboard",
  "Microsoft.DataFactory",
  "Microsoft.EventGrid",
  "Microsoft.EventHub",
  "Microsoft.Insights",
  "Microsoft.KeyVault",
  "Microsoft.MachineLearningServices",
  "Microsoft.ManagedIdentity",
  "Microsoft.Monitor",
  "Microsoft.Network",
  "Microsoft.OperationalInsights",
  "Microsoft.PolicyInsights",
  "Microsoft.Quota",
  "Microsoft.Resources",
  "Microsoft.ServiceNetworking",
  "Microsoft.Storage",
  "Microsoft.Web",
] as const;
