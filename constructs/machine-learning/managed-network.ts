import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource";
import { type Rule, validateProps } from "../validate";
import { ML_API_VERSION } from "./api-version";

/** Where jobs may call, beyond what Azure ML itself needs: a part of a resource, by a private endpoint. */
export interface OutboundRule {
  /** ARM id. */
  readonly targetId: string;
  readonly part: "blob" | "dfs";
}

export interface OutboundRulesProps {
  /** ARM id of the workspace. */
  readonly workspaceId: string;
  /** By name: 1 to 64 letters, digits and dashes. */
  readonly rules: Readonly<Record<string, OutboundRule>>;
  /** What must be there first: the roles by which the workspace approves its endpoints. */
  readonly after: readonly ITerraformDependable[];
}

const wrongNames = (p: OutboundRulesProps) =>
  Object.keys(p.rules).filter((name) => !/^[A-Za-z0-9]([A-Za-z0-9-]{0,62}[A-Za-z0-9])?$/.test(name));

const rules: readonly Rule<OutboundRulesProps>[] = [
  [
    (p) => wrongNames(p).length === 0,
    (p) => `rules: expected names of 1 to 64 letters, digits and dashes, got ${wrongNames(p).join(", ")}`,
  ],
];

/**
 * What a workspace's managed network lets through, one rule after another: Azure ML refuses two changes of it at a time. To its own
 * storage, vault and registry, and to Microsoft's services that it needs, the workspace has rules without being told.
 */
export class OutboundRules extends Construct {
  /** What has happened once they all are there. */
  readonly made: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: OutboundRulesProps) {
    super(scope, id);
    validateProps(this, rules, props);
    let after = props.after;
    for (const [name, rule] of Object.entries(props.rules)) {
      const made = new AzapiResource(this, name, {
        type: `Microsoft.MachineLearningServices/workspaces/outboundRules@${ML_API_VERSION}`,
        name,
        parentId: props.workspaceId,
        ignoreCasing: true,
        body: {
          properties: {
            type: "PrivateEndpoint",
            category: "UserDefined",
            destination: { serviceResourceId: rule.targetId, subresourceTarget: rule.part, sparkEnabled: false },
          },
        },
        dependsOn: [...after],
        waitsForRoles: true,
      });
      after = [made];
    }
    this.made = after;
  }
}
