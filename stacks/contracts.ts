import type { LakeTopicRef } from "../constructs/events/lake-topic";
import type { DataCollectionRef } from "../constructs/monitoring/data-collection";
import type { NetworkRef } from "../constructs/network/network-ref";
import type { IPrincipal, OwnRoleIds } from "../constructs/roles/grant";
import type { LakeZone } from "../model-code/core/lifecycle/step";

/**
 * What one stack gives to others: ids and names, never a resource. Reading one across stacks becomes an output there and a remote
 * state here.
 */

export const GROUPS = ["platform", "network", "data", "ml", "cluster", "models"] as const;
export type GroupPurpose = (typeof GROUPS)[number];

export interface ResourceGroupRef {
  readonly id: string;
  readonly name: string;
}

export interface BootstrapContract {
  /** ARM id of the account with the states. */
  readonly stateAccountId: string;
  /** ARM id of its container. */
  readonly stateContainerId: string;
  /** ARM id of the workspace with the log of who reads and writes states. */
  readonly logsId: string;
  /** Where the platform's own roles are defined; the shared part needs none. */
  readonly ownRoleIds: OwnRoleIds;
  /** Who applies plans, and releases models. */
  readonly deployer: IPrincipal;
}

export interface SharedContract {
  readonly registryId: string;
  readonly registryName: string;
  /** The registry's host, the first part of every image's name. */
  readonly loginServer: string;
  readonly packages: PackagesContract;
  /** ARM ids of the account with the shared stacks' states, and of its container. */
  readonly stateAccountId: string;
  readonly stateContainerId: string;
  /** ARM id of the role that an environment's deployment has on the registry and the package store. */
  readonly guestRoleId: string;
  /** ARM id of the subscription that the shared part stands in, and of the role that reads there what roles are. */
  readonly subscription: string;
  readonly readsRolesId: string;
  /** Name of the machines that images are built on; absent: the registry's usual ones do. */
  readonly builders?: string;
}

/** The store of model packages. */
export interface PackagesContract {
  /** ARM id of the account. */
  readonly accountId: string;
  readonly account: string;
  /** ARM id of the container. */
  readonly containerId: string;
  readonly container: string;
}

/** Who is told: at once, or in working hours. */
export const URGENCIES = ["urgent", "routine"] as const;
export type Urgency = (typeof URGENCIES)[number];

export interface FoundationContract {
  readonly groups: Readonly<Record<GroupPurpose, ResourceGroupRef>>;
  readonly network: NetworkRef;
  /** ARM id of the private link scope that closes the logs to the network; absent: they are open. */
  readonly monitorScopeId?: string;
  /** ARM id of the Log Analytics workspace. */
  readonly logsId: string;
  readonly applicationInsightsId: string;
  readonly vaultId: string;
  readonly vaultUri: string;
  /** ARM ids. */
  readonly actionGroups: Readonly<Record<Urgency, string>>;
  readonly dataCollection: DataCollectionRef;
}

export interface DataContract {
  /** ARM id of the lake's account. */
  readonly lakeId: string;
  readonly lakeAccount: string;
  readonly zoneIds: Readonly<Record<LakeZone, string>>;
  readonly factoryId: string;
  /** Object id of the identity that the factory calls Azure as. */
  readonly factoryPrincipalId: string;
  /** Data Factory's names of what it reads and writes. */
  readonly linkedServices: Readonly<Record<"lake" | "lakeBlobs" | "vault", string>>;
  /** Data Factory's names of what carries out its copies; self-hosted where the environment has one. */
  readonly runtimes: { readonly azure: string; readonly selfHosted?: string };
  /** Data Factory's name of the identity that its linked services act as. */
  readonly credential: string;
  readonly events: EventsContract;
  /** What happens in the lake. */
  readonly lakeEvents: LakeTopicRef;
}

/** Where sources that stream send to, and where it ends up. */
export interface EventsContract {
  /** ARM id of the namespace. */
  readonly namespaceId: string;
  readonly host: string;
  readonly hub: string;
  readonly captured: LakeFolder;
  readonly deadLetters: LakeFolder;
}

export interface LakeFolder {
  readonly container: LakeZone;
  /** With a slash at its end. */
  readonly folder: string;
}

export interface MlContract {
  readonly workspaceId: string;
  readonly computeId: string;
  /** ARM id of the cluster for the trials of a search. */
  readonly sweepComputeId: string;
  /** Client id of the identity that jobs act as. */
  readonly trainingClientId: string;
  /** Client id of the identity that jobs act as which score in batches. */
  readonly scoringClientId: string;
}

export interface ControlContract {
  /**
   * ARM id of the action group by which an alert about a model makes its monitors look. Its alerts say the model: a dimension `Model`
   * of what they find, or a custom property `model`. Absent where Azure Monitor cannot call into the network; there the clock does.
   */
  readonly actionGroupId?: string;
}

export interface ClusterContract {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly oidcIssuerUrl: string;
}
