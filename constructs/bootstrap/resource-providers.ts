/**
 * Resource providers of Azure that the platform's resources are of. A subscription must know these and no other; the bootstrap stack
 * registers them, since who only plans may not. `Microsoft.Authorization` and `Microsoft.Resources` every subscription knows.
 */
export const RESOURCE_PROVIDERS = [
  "Microsoft.AlertsManagement",
  "Microsoft.App",
  "Microsoft.Compute",
  "Microsoft.Consumption",
  "Microsoft.ContainerRegistry",
  "Microsoft.ContainerService",
  "Microsoft.Dashboard",
  "Microsoft.DataFactory",
  "Microsoft.EventGrid",
  "Microsoft.EventHub",
  "Microsoft.KeyVault",
  "Microsoft.MachineLearningServices",
  "Microsoft.ManagedIdentity",
  "Microsoft.Monitor",
  "Microsoft.Network",
  "Microsoft.OperationalInsights",
  "Microsoft.PolicyInsights",
  "Microsoft.Quota",
  "Microsoft.ServiceNetworking",
  "Microsoft.Storage",
  "Microsoft.Web",
  // Azure writes it so, and azurerm passes over a name in other letters.
  "microsoft.insights",
] as const;
