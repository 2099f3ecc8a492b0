import type { TableKey } from "../constructs/monitoring/tables";
import type { NetworkRef } from "../constructs/network/network-ref";
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

export interface SharedContract {
  readonly registryId: string;
  /** The registry's host, the first part of every image's name. */
  readonly loginServer: string;
  readonly packages: PackagesContract;
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
  /** ARM id of the Log Analytics workspace. */
  readonly logsId: string;
  /** Its id for queries. */
  readonly logsGuid: string;
  readonly applicationInsightsId: string;
  readonly vaultId: string;
  readonly vaultUri: string;
  /** ARM ids. */
  readonly actionGroups: Readonly<Record<Urgency, string>>;
  readonly dataCollection: DataCollectionContract;
}

/** How rows get into the platform's own tables. */
export interface DataCollectionContract {
  /** ARM id of the endpoint. */
  readonly endpointId: string;
  /** Where rows are sent, `https://…ingest.monitor.azure.com`. */
  readonly ingestionUrl: string;
  readonly rules: Readonly<Record<TableKey, DataCollectionRuleRef>>;
}

export interface DataCollectionRuleRef {
  /** ARM id: what `sendTelemetry` is granted on. */
  readonly id: string;
  /** The rule's id in the sender's request. */
  readonly immutableId: string;
  /** Name of the stream in the sender's request. */
  readonly stream: string;
}

export interface DataContract {
  readonly lakeAccount: string;
  readonly zoneIds: Readonly<Record<LakeZone, string>>;
  readonly factoryId: string;
  /** Object id of the identity that the factory acts as. */
  readonly factoryPrincipalId: string;
}

export interface MlContract {
  readonly workspaceId: string;
  readonly computeId: string;
  /** Client id of the identity that jobs act as. */
  readonly trainingClientId: string;
}

export interface ClusterContract {
  readonly name: string;
  readonly resourceGroup: string;
  readonly oidcIssuerUrl: string;
}

export interface ModelContract {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Client id of the identity that the scorer acts as. */
  readonly scoringClientId: string;
}
