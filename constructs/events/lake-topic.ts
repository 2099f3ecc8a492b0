import { EventgridSystemTopic } from "@cdktf/provider-azurerm/lib/eventgrid-system-topic";
import { Construct } from "constructs";
import { Diagnostics } from "../monitoring/diagnostics";
import type { IPrincipal } from "../roles/grant";

export interface LakeTopicProps {
  readonly name: string;
  /** Region of the account. */
  readonly location: string;
  readonly resourceGroup: string;
  /** ARM id of the lake's account. */
  readonly accountId: string;
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
}

/** What other stacks need to subscribe to the lake's events. */
export interface LakeTopicRef {
  readonly name: string;
  readonly resourceGroup: string;
  /** Object id of the identity that delivers events. */
  readonly principalId: string;
}

/** What happens in the lake, as events. Azure lets an account have one topic, so all who subscribe share it. */
export class LakeTopic extends Construct implements LakeTopicRef, IPrincipal {
  readonly key = "LakeEvents";
  readonly name: string;
  readonly resourceGroup: string;
  readonly principalId: string;

  constructor(scope: Construct, id: string, props: LakeTopicProps) {
    super(scope, id);
    const topic = new EventgridSystemTopic(this, "Resource", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup,
      sourceResourceId: props.accountId,
      topicType: "Microsoft.Storage.StorageAccounts",
      identity: { type: "SystemAssigned" },
    });
    this.name = topic.name;
    this.resourceGroup = props.resourceGroup;
    this.principalId = topic.identity.principalId;
    new Diagnostics(this, "Diagnostics", { target: topic.id, logs: props.logs });
  }
}
