import type { LakeZone } from "../model-code/core/lifecycle/step";

/**
 * What one stack gives to others: ids and names, never a resource. Reading one across stacks becomes an output there and a remote
 * state here.
 */

export const GROUPS = ["platform", "data", "ml", "cluster", "models"] as const;
export type GroupPurpose = (typeof GROUPS)[number];

export interface ResourceGroupRef {
  readonly id: string;
  readonly name: string;
}

export interface SharedContract {
  readonly registryId: string;
  /** The registry's host, the first part of every image's name. */
  readonly loginServer: string;
}

export interface FoundationContract {
  readonly groups: Readonly<Record<GroupPurpose, ResourceGroupRef>>;
  readonly logsId: string;
  readonly applicationInsightsId: string;
  readonly actionGroupId: string;
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
