import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { type App, Aspects, AzurermBackend, LocalBackend, type TerraformOutput, TerraformStack } from "cdktf";
import { AzapiProvider } from "../constructs/azapi/provider";
import { RESOURCE_PROVIDERS } from "../constructs/bootstrap/resource-providers";
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
  /** What the resources were made of, by the hash of its content; the commit would make every plan differ. */
  readonly definition: string;
}

/** How a stack differs from the others. */
export interface PlatformStackOptions {
  /** For a model's own stack. */
  readonly model?: ModelTags;
  /**
   * Whether it registers Azure's resource providers with the subscription, which who only plans may not.
   * @default false
   */
  readonly registersProviders?: boolean;
  /**
   * Whether it is the organization's, and no place's: it is called by its own name only, and keeps its state with what is shared.
   * @default false
   */
  readonly ofOrganization?: boolean;
}

/** One deployable unit: its state, its providers by Entra ID, and tags on all that is in it. */
export abstract class PlatformStack extends TerraformStack {
  constructor(
    app: App,
    protected readonly place: Place,
    stack: string,
    { model, registersProviders = false, ofOrganization = false }: PlatformStackOptions = {},
  ) {
    super(app, ofOrganization || place.name === stack ? stack : `${place.name}-${stack}`);
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
    this.addAzurerm(registersProviders);
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

  private addAzurerm(registersProviders: boolean): void {
    const { subscription, tenant, protectData } = this.place;
    const purgesVaults = !protectData && !this.place.vault?.purgeProtection;
    new AzurermProvider(this, "Azurerm", {
      subscriptionId: subscription,
      tenantId: tenant,
      storageUseAzuread: true,
      resourceProviderRegistrations: "none",
      ...(registersProviders && { resourceProvidersToRegister: [...RESOURCE_PROVIDERS] }),
      features: [
        {
          applicationInsights: [{ disableGeneratedRule: true }],
          keyVault: [{ purgeSoftDeleteOnDestroy: purgesVaults, recoverSoftDeletedKeyVaults: true }],
          logAnalyticsWorkspace: [{ permanentlyDeleteOnDestroy: !protectData }],
          machineLearning: [{ purgeSoftDeletedWorkspaceOnDestroy: !protectData }],
          resourceGroup: [{ preventDeletionIfContainsResources: true }],
          storage: [{ dataPlaneAvailable: false }],
        },
      ],
    });
  }
}
