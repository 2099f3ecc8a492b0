import { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";

export const AZAPI_VERSION = "2.12.0";

export interface AzapiProviderProps {
  readonly subscriptionId: string;
  readonly tenantId: string;
}

/** The provider for what azurerm lacks. There are no prebuilt bindings; these few attributes are what the platform sets. */
export class AzapiProvider extends TerraformProvider {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: AzapiProviderProps,
  ) {
    super(scope, id, {
      terraformResourceType: "azapi",
      terraformGeneratorMetadata: { providerName: "azapi", providerVersion: AZAPI_VERSION },
      terraformProviderSource: "Azure/azapi",
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    // Without this every read-only property of every resource would go into the state.
    return {
      subscriptionId: this.props.subscriptionId,
      tenantId: this.props.tenantId,
      disableDefaultOutput: true,
      // Bootstrap has registered them; who only plans may not.
      skipProviderRegistration: true,
    };
  }
}
