import { ServicePlan } from "@cdktf/provider-azurerm/lib/service-plan";
import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AzapiKnownResource } from "../azapi/known-resource";
import { AzapiTrackedResource } from "../azapi/resource";
import { AzapiResourceAction } from "../azapi/resource-action";
import { Diagnostics } from "../monitoring/diagnostics";
import type { Identity } from "../roles/identity";
import type { KeylessAccount } from "../storage/keyless-account";
import { type Rule, validateProps } from "../validate";

export interface FlexAppProps {
  /** The app's name, the first part of its address. */
  readonly name: string;
  readonly planName: string;
  readonly location: string;
  readonly resourceGroup: { readonly id: string; readonly name: string };
  /** Who the app is, towards its storage and all else. */
  readonly identity: Identity;
  /** What the Functions host keeps, and the packages that are deployed. The identity must be able to write blobs there. */
  readonly storage: KeylessAccount;
  /** Content hash of the package that belongs onto the app: a tag, by which new code is a change that is reviewed and applied. */
  readonly packageHash: string;
  /** Environment variables of the code, beside those of the host. None may be a secret: they are in the state. */
  readonly settings: Readonly<Record<string, string>>;
  /** ARM id of the subnet that instances stand in, given to Microsoft.App/environments; null for none. */
  readonly subnetId: string | null;
  /** Whether the app answers outside of its network. */
  readonly publicNetwork: boolean;
  /** Instances at most, 1 to 1,000. */
  readonly maxInstances: number;
  readonly instanceMemoryMb: 512 | 2048 | 4096;
  /** Whether Terraform must refuse to destroy the packages. */
  readonly protect: boolean;
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
  /** ARM id of the Application Insights component that the host tells of requests, words and errors. The identity must be able to send there. */
  readonly applicationInsightsId: string;
  /** What must be there first: roles of the identity. */
  readonly after: readonly ITerraformDependable[];
}

const API_VERSION = "2024-11-01";
/** The container that packages are deployed to. */
const PACKAGES = "deployments";
/** What the platform does not let an app have: by these Azure would keep a key, or serve a page that says what stands there. */
const OWN_SETTINGS = /^(AzureWebJobs|FUNCTIONS_|WEBSITE_|APPINSIGHTS_|APPLICATIONINSIGHTS_)/;

/** App Service takes 10,000 characters a setting; of the 65,535 bytes that the environment of a process may have, Azure's own settings are a part. */
const SETTING_LENGTH = 10_000;
const SETTINGS_LENGTH = 56_000;
/** An ARM id or a host's name, of which only Azure knows how long it is. */
const UNKNOWN = "x".repeat(250);
const lengthsOf = (settings: Readonly<Record<string, string>>) =>
  Object.entries(settings).map(([name, value]) => ({
    name,
    length: value.replace(/\$\{TfToken\[[^\]]*\]\}/g, UNKNOWN).length,
  }));
const wholeLength = (settings: Readonly<Record<string, string>>): number =>
  lengthsOf(settings).reduce((sum, { name, length }) => sum + name.length + length, 0);

const rules: readonly Rule<FlexAppProps>[] = [
  [
    (p) => Number.isInteger(p.maxInstances) && p.maxInstances >= 1 && p.maxInstances <= 1000,
    (p) => `maxInstances: expected 1 to 1,000, got ${p.maxInstances}`,
  ],
  [
    (p) => !Object.keys(p.settings).some((name) => OWN_SETTINGS.test(name)),
    (p) =>
      `settings: expected the code's own, got ${Object.keys(p.settings)
        .filter((name) => OWN_SETTINGS.test(name))
        .join(", ")}, which the construct sets`,
  ],
  [
    (p) => lengthsOf(p.settings).every((s) => s.length <= SETTING_LENGTH),
    (p) => {
      const long = lengthsOf(p.settings).filter((s) => s.length > SETTING_LENGTH);
      const got = long.map((s) => `${s.name} of ${s.length}`).join(", ");
      return `settings: expected at most ${SETTING_LENGTH} characters each, got ${got}. Shorten it: a training job grows with its model's spaces`;
    },
  ],
  [
    (p) => wholeLength(p.settings) <= SETTINGS_LENGTH,
    (p) =>
      `settings: expected at most ${SETTINGS_LENGTH} characters in all, got ${wholeLength(p.settings)} in ${Object.keys(p.settings).length}. Let models train in more than one environment (trainsIn)`,
  ],
];

/**
 * A Functions app on Flex Consumption that no key opens: its storage by its identity, no basic authentication, nothing at its root.
 * By azapi, since azurerm would write a connection string among its settings and see a change in it for ever. The code is put on by the
 * pipeline (`mlops deploy-apps`), never by an apply.
 */
export class FlexApp extends Construct {
  readonly id: string;
  readonly name: string;
  /** `https://<name>.azurewebsites.net`. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: FlexAppProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const { name, location, resourceGroup, identity, storage } = props;
    const plan = new ServicePlan(this, "Plan", {
      name: props.planName,
      location,
      resourceGroupName: resourceGroup.name,
      osType: "Linux",
      skuName: "FC1",
    });
    const packages = new StorageContainer(this, "Packages", {
      name: PACKAGES,
      storageAccountId: storage.id,
      containerAccessType: "private",
      ...(props.protect && { lifecycle: { preventDestroy: true } }),
    });
    const telemetry = new AzapiKnownResource(this, "Telemetry", {
      type: "Microsoft.Insights/components@2020-02-02",
      resourceId: props.applicationInsightsId,
      exported: { where: "properties.ConnectionString" },
    });
    const settings: Readonly<Record<string, string>> = {
      // an address, and no secret: the component takes nothing without a token of Entra ID
      APPLICATIONINSIGHTS_CONNECTION_STRING: telemetry.output("where"),
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `Authorization=AAD;ClientId=${identity.clientId}`,
      AzureWebJobsStorage__accountName: storage.name,
      AzureWebJobsStorage__credential: "managedidentity",
      AzureWebJobsStorage__clientId: identity.clientId,
      AzureWebJobsDisableHomepage: "true",
      AZURE_CLIENT_ID: identity.clientId,
      ...props.settings,
    };
    const app = new AzapiTrackedResource(this, "Resource", {
      type: `Microsoft.Web/sites@${API_VERSION}`,
      name,
      parentId: resourceGroup.id,
      location,
      identity: { type: "UserAssigned", identityIds: [identity.id] },
      tags: { package: props.packageHash },
      ignoreCasing: true,
      body: {
        kind: "functionapp,linux",
        properties: {
          serverFarmId: plan.id,
          httpsOnly: true,
          clientAffinityEnabled: false,
          publicNetworkAccess: props.publicNetwork ? "Enabled" : "Disabled",
          virtualNetworkSubnetId: props.subnetId,
          functionAppConfig: {
            deployment: {
              storage: {
                type: "blobContainer",
                value: `https://${storage.name}.blob.core.windows.net/${packages.name}`,
                authentication: { type: "UserAssignedIdentity", userAssignedIdentityResourceId: identity.id },
              },
            },
            runtime: { name: "node", version: "22" },
            scaleAndConcurrency: { maximumInstanceCount: props.maxInstances, instanceMemoryMB: props.instanceMemoryMb },
          },
          siteConfig: {
            minTlsVersion: "1.2",
            scmMinTlsVersion: "1.2",
            ftpsState: "Disabled",
            http20Enabled: true,
            appSettings: Object.entries(settings)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, value]) => ({ name: key, value })),
          },
        },
      },
      dependsOn: [...props.after],
      waitsForRoles: true,
    });
    for (const way of ["ftp", "scm"] as const)
      new AzapiResourceAction(this, `NoPassword-${way}`, {
        type: `Microsoft.Web/sites@${API_VERSION}`,
        resourceId: app.id,
        action: `basicPublishingCredentialsPolicies/${way}`,
        method: "PUT",
        body: { properties: { allow: false } },
        locks: [app.id],
      });
    new Diagnostics(this, "Diagnostics", { target: app.id, logs: props.logs, categories: ["FunctionAppLogs"] });
    this.id = app.id;
    this.name = name;
    this.url = `https://${name}.azurewebsites.net`;
  }
}
