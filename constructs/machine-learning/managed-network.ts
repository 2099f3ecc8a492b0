import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource";
import { type Rule, validateProps } from "../validate";
import { ML_API_VERSION } from "./api-version";

/** Where jobs may call, beyond what Azure ML itself needs. */
export type OutboundRule =
  | { readonly type: "PrivateEndpoint"; readonly targetId: string; readonly part: "blob" | "dfs" | "vault" }
  | { readonly type: "ServiceTag"; readonly tag: string; readonly ports: string }
  | { readonly type: "FQDN"; readonly host: string };

export interface OutboundRulesProps {
  /** ARM id of the workspace. */
  readonly workspaceId: string;
  /** By name: 1 to 64 letters, digits and dashes. A host by name costs a firewall, the others nothing. */
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

function destination(rule: OutboundRule): unknown {
  switch (rule.type) {
    case "PrivateEndpoint":
      return { serviceResourceId: rule.targetId, subresourceTarget: rule.part, sparkEnabled: false };
    case "ServiceTag":
      return { serviceTag: rule.tag, protocol: "TCP", portRanges: rule.ports };
    case "FQDN":
      return rule.host;
  }
}

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
        body: { properties: { type: rule.type, category: "UserDefined", destination: destination(rule) } },
        dependsOn: [...after],
        waitsForRoles: true,
      });
      after = [made];
    }
    this.made = after;
  }
}
