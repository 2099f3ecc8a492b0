import { MonitorPrivateLinkScope } from "@cdktf/provider-azurerm/lib/monitor-private-link-scope";
import { MonitorPrivateLinkScopedService } from "@cdktf/provider-azurerm/lib/monitor-private-link-scoped-service";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { PrivateTarget } from "../network/private-endpoints";

export interface PrivateLinkScopeProps {
  readonly name: string;
  readonly resourceGroup: string;
  /** What is to be reached from within the network only: workspaces, Application Insights, data collection endpoints. */
  readonly members: readonly PrivateTarget[];
}

/**
 * Closes Azure Monitor to a network. Its services share their addresses with all customers: so they have one private endpoint
 * together, which leads to this scope, and the network sees the scope's members and no other. They are written one after another, and
 * the endpoint after the last: Azure refuses a change of a scope that another change is not through with.
 */
export class PrivateLinkScope extends Construct implements PrivateTarget {
  readonly key: string;
  readonly id: string;
  readonly after: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: PrivateLinkScopeProps) {
    super(scope, id);
    const { resourceGroup: resourceGroupName } = props;
    const link = new MonitorPrivateLinkScope(this, "Resource", {
      name: props.name,
      resourceGroupName,
      ingestionAccessMode: "PrivateOnly",
      queryAccessMode: "PrivateOnly",
    });
    let after: readonly ITerraformDependable[] = [];
    for (const member of props.members) {
      const made = new MonitorPrivateLinkScopedService(this, `Member-${member.key}`, {
        name: member.key,
        resourceGroupName,
        scopeName: link.name,
        linkedResourceId: member.id,
        dependsOn: [...after],
      });
      after = [made];
    }
    this.after = after;
    this.key = id;
    this.id = link.id;
  }
}
