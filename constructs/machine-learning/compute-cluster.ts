import { MachineLearningComputeCluster } from "@cdktf/provider-azurerm/lib/machine-learning-compute-cluster";
import { Construct } from "constructs";

export interface ComputeClusterProps {
  readonly name: string;
  readonly location: string;
  /** ARM id of the workspace. */
  readonly workspaceId: string;
  readonly vmSize: string;
  /** LowPriority costs a fraction and can be taken away in the middle of a job. */
  readonly priority: "Dedicated" | "LowPriority";
  readonly maxNodes: number;
  /** Minutes that a node waits for the next job before it is given back. */
  readonly idleMinutes: number;
  /** ARM id of the identity that jobs act as. */
  readonly identityId: string;
}

/** Machines for jobs: none while there is no job, no password or key on them. */
export class ComputeCluster extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, props: ComputeClusterProps) {
    super(scope, id);
    const cluster = new MachineLearningComputeCluster(this, "Resource", {
      name: props.name,
      location: props.location,
      machineLearningWorkspaceId: props.workspaceId,
      vmSize: props.vmSize,
      vmPriority: props.priority,
      localAuthEnabled: false,
      sshPublicAccessEnabled: false,
      scaleSettings: { minNodeCount: 0, maxNodeCount: props.maxNodes, scaleDownNodesAfterIdleDuration: `PT${props.idleMinutes}M` },
      identity: { type: "UserAssigned", identityIds: [props.identityId] },
    });
    this.id = cluster.id;
  }
}
