import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { type App, Aspects, AzurermBackend, LocalBackend, type TerraformOutput, TerraformStack } from "cdktf";
import { AzapiProvider } from "../constructs/azapi/provider";
import { nameOf } from "../constructs/naming/name";
import type { NamedType } from "../constructs/naming/rules";
import { TagEverything } from "../constructs/tags/tag-everything";
import type { Place } from "../environments/schema";

/** Tags by which a model's resources differ from the platform's. */
export interface ModelTags {
  readonly model: string;
  readonly owner: string;
  readonly team: string;
  readonly "risk-tier": string;
  readonly sensitivity: string;
}

/** Resource providers of Azure that the platform's resources are of; a subscription must know these and no other. */
const RESOURCE_PROVIDERS = [
  "Microsoft.AlertsManagement",
  "Microsoft.Compute",
  "Microsoft.ContainerRegistry",
  "Microsoft.ContainerService",
  "Microsoft.DataFactory",
  "Microsoft.Insights",
  "Microsoft.KeyVault",
  "Microsoft.MachineLearningServices",
  "Microsoft.ManagedIdentity",
  "Microsoft.Network",
  "Microsoft.OperationalInsights",
  "Microsoft.PolicyInsights",
  "Microsoft.Storage",
];

/** One deployable unit: its state, its providers by Entra ID, and tags on all that is in it. */
export abstract class PlatformStack extends TerraformStack {
  constructor(
    app: App,
    protected readonly place: Place,
    stack: string,
    model?: ModelTags,
  ) {
    super(app, place.name === stack ? stack : `${place.name}-${stack}`);
    const key = `${place.name}/${stack}.tfstate`;
    if (place.state === undefined) {
      // Beside the output folder, so that it outlives a synth that begins by emptying it.
      new LocalBackend(this, { path: `../../../.tfstate/${key}` });
    } else {
      new AzurermBackend(this, {
        storageAccountName: place.state.account,
        containerName: place.state.container,
        key,
        tenantId: place.tenant,
        subscriptionId: place.subscription,
        useAzureadAuth: true,
      });
    }
    this.addAzurerm();
    Aspects.of(this).add(
      new TagEverything({
        environment: place.name,
        stack: this.node.id,
        owner: place.owner.contact,
        team: place.owner.team,
        "cost-center": place.costCenter,
        "managed-by": "terraform",
        ...model,
      }),
    );
  }

  /**
   * Between stacks go ids and names, which a reviewer should see in a plan; cdktf would hide them all as sensitive. Not hiding them
   * also keeps secrets out: Terraform refuses an output whose value is one.
   */
  override registerOutgoingCrossStackReference(identifier: string): TerraformOutput {
    const output = super.registerOutgoingCrossStackReference(identifier);
    output.sensitive = false;
    return output;
  }

  /** The name of a resource in this place. */
  protected nameOf(type: NamedType, purpose?: string): string {
    return nameOf(type, this.place, purpose);
  }

  /** Adds the provider for what azurerm lacks. */
  protected addAzapi(): void {
    new AzapiProvider(this, "Azapi", { subscriptionId: this.place.subscription, tenantId: this.place.tenant });
  }

  private addAzurerm(): void {
    const { subscription, tenant, protectData } = this.place;
    new AzurermProvider(this, "Azurerm", {
      subscriptionId: subscription,
      tenantId: tenant,
      storageUseAzuread: true,
      resourceProviderRegistrations: "none",
      resourceProvidersToRegister: RESOURCE_PROVIDERS,
      features: [
        {
          applicationInsights: [{ disableGeneratedRule: true }],
          keyVault: [{ purgeSoftDeleteOnDestroy: !protectData, recoverSoftDeletedKeyVaults: true }],
          logAnalyticsWorkspace: [{ permanentlyDeleteOnDestroy: !protectData }],
          resourceGroup: [{ preventDeletionIfContainsResources: true }],
          storage: [{ dataPlaneAvailable: false }],
        },
      ],
    });
  }
}
