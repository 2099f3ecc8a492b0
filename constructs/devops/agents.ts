import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Project } from "./project";
import { DevopsResource } from "./resource";

export interface AgentsProps {
  readonly project: Project;
  readonly name: string;
  /** ARM id. */
  readonly scaleSet: string;
  /** Id of the service connection that starts and stops its machines. */
  readonly connection: string;
  /** What the connection needs to be believed. */
  readonly credential: ITerraformDependable;
}

/** Machines at most: the subnet has room for more, and every pipeline but one waits for a lock anyway. */
const MOST = 4;
/** Minutes that a machine stands idle before it is deleted. */
const IDLE_MINUTES = 30;

/**
 * Agents within a private network: Azure DevOps starts machines of the environment's scale set when a job waits, each for one job, so
 * that none finds what another left.
 */
export class Agents extends Construct {
  /** Id of the project's queue. */
  readonly queue: string;

  constructor(scope: Construct, id: string, { project, name, scaleSet, connection, credential }: AgentsProps) {
    super(scope, id);
    const pool = new DevopsResource(
      this,
      "Pool",
      "azuredevops_elastic_pool",
      {
        name,
        azure_resource_id: scaleSet,
        service_endpoint_id: connection,
        service_endpoint_scope: project.id,
        desired_idle: 0,
        max_capacity: MOST,
        recycle_after_each_use: true,
        time_to_live_minutes: IDLE_MINUTES,
        auto_provision: false,
      },
      { dependsOn: [credential] },
    );
    // Told of the project, the pool would make a queue there that Terraform knows nothing of.
    const queue = new DevopsResource(this, "Queue", "azuredevops_agent_queue", { project_id: project.id, agent_pool_id: pool.number });
    this.queue = queue.id;
  }
}
