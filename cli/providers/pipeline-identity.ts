import { BadInput } from "../../model-code/core/problem";

/**
 * Who Terraform's providers and backends are in a step of Azure Pipelines that acts through a service connection: they ask for a token
 * of Entra by the job's own, and again whenever one runs out, however long an apply takes. Elsewhere, and where somebody has set it
 * otherwise, nothing: then they are whoever is signed in.
 *
 * The task AzureCLI@2 tells the connection in variables that begin with AZURESUBSCRIPTION.
 * @throws BadInput if the step was not given the job's token
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/service_principal_oidc
 */
export function pipelineIdentity(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const connection = variables.AZURESUBSCRIPTION_SERVICE_CONNECTION_ID;
  if (connection === undefined || connection === "" || variables.ARM_USE_OIDC !== undefined) return {};
  if (!variables.SYSTEM_ACCESSTOKEN)
    throw new BadInput("variables of the job", [
      {
        where: "SYSTEM_ACCESSTOKEN",
        expected: "the job's token, by which the service connection gives tokens of Entra",
        got: "none",
        remedy: "Map it in the step: `env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }`.",
      },
    ]);
  return {
    ARM_USE_OIDC: "true",
    ARM_USE_CLI: "false",
    ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: connection,
    ARM_OIDC_AZURE_SERVICE_CONNECTION_ID: connection,
    ARM_CLIENT_ID: variables.AZURESUBSCRIPTION_CLIENT_ID,
    ARM_TENANT_ID: variables.AZURESUBSCRIPTION_TENANT_ID,
  };
}
