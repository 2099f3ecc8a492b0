import { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";

export const AZUREDEVOPS_VERSION = "1.16.0";

export interface AzuredevopsProviderProps {
  /** `https://dev.azure.com/contoso`. */
  readonly organization: string;
  readonly tenantId: string;
}

/** The provider of Azure DevOps. It comes as whoever is logged in to Entra ID: there is no token in code, and none in the state. */
export class AzuredevopsProvider extends TerraformProvider {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: AzuredevopsProviderProps,
  ) {
    super(scope, id, {
      terraformResourceType: "azuredevops",
      terraformGeneratorMetadata: { providerName: "azuredevops", providerVersion: AZUREDEVOPS_VERSION },
      terraformProviderSource: "microsoft/azuredevops",
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { orgServiceUrl: this.props.organization, tenantId: this.props.tenantId, useCli: true };
  }
}
