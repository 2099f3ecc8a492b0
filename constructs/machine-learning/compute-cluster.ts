import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AzapiTrackedResource } from "../azapi/resource";
import { isoMinutes } from "../iso-minutes";
import { type Rule, validateProps } from "../validate";
import { ML_API_VERSION } from "./api-version";

export interface ComputeClusterProps {
  /** At most 16 characters. */
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
  /** ARM ids of the identities that jobs act as; a job names one of them. */
  readonly identityIds: readonly string[];
  /** What must be there first: the workspace's network, with all its rules. */
  readonly after: readonly ITerraformDependable[];
}

const rules: readonly Rule<ComputeClusterProps>[] = [
  [
    (p) => /^[A-Za-z](?!.*--)[A-Za-z0-9-]{1,14}[A-Za-z0-9]$/.test(p.name),
    (p) => `name: expected 3 to 16 letters, digits and single dashes, a letter first, got "${p.name}"`,
  ],
  [(p) => Number.isInteger(p.maxNodes) && p.maxNodes >= 1, (p) => `maxNodes: expected at least 1, got ${p.maxNodes}`],
  [(p) => p.idleMinutes >= 1, (p) => `idleMinutes: expected at least 1, got ${p.idleMinutes}`],
  [(p) => p.identityIds.length > 0, () => "identityIds: expected at least one, for jobs to act as, got none"],
];

/**
 * Machines for jobs, in the workspace's managed network: none while there is no job, no password or key on them, and no address on the
 * internet. By azapi: azurerm makes one without public addresses only after a managed network has come up.
 */
export class ComputeCluster extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, props: ComputeClusterProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const cluster = new AzapiTrackedResource(this, "Resource", {
      type: `Microsoft.MachineLearningServices/workspaces/computes@${ML_API_VERSION}`,
      name: props.name,
      parentId: props.workspaceId,
      location: props.location,
      identity: { type: "UserAssigned", identityIds: props.identityIds },
      ignoreCasing: true,
      fixed: ["vmSize", "vmPriority", "enableNodePublicIp"].map((name) => `properties.properties.${name}`),
      body: {
        properties: {
          computeType: "AmlCompute",
          computeLocation: props.location,
          disableLocalAuth: true,
          properties: {
            osType: "Linux",
            vmSize: props.vmSize,
            vmPriority: props.priority,
            scaleSettings: {
              minNodeCount: 0,
              maxNodeCount: props.maxNodes,
              nodeIdleTimeBeforeScaleDown: isoMinutes(props.idleMinutes),
            },
            enableNodePublicIp: false,
            remoteLoginPortPublicAccess: "Disabled",
          },
        },
      },
      dependsOn: [...props.after],
    });
    this.id = cluster.id;
  }
}
