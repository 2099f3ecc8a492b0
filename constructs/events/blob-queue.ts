import { EventgridSystemTopicEventSubscription } from "@cdktf/provider-azurerm/lib/eventgrid-system-topic-event-subscription";
import { StorageQueue } from "@cdktf/provider-azurerm/lib/storage-queue";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type Rule, validateProps } from "../validate";
import type { LakeTopicRef } from "./lake-topic";

export interface BlobQueueProps {
  /** Name of the queue and of the subscription. */
  readonly name: string;
  readonly topic: LakeTopicRef;
  /** Zone of the lake whose new blobs are told of. */
  readonly zone: string;
  /** End of the names that are told of, `.json`. */
  readonly suffix: string;
  /** ARM id of the account that the queue is in; the topic's identity must be able to send messages there. */
  readonly accountId: string;
  /** What must be there first: the role by which events are delivered. */
  readonly after: readonly ITerraformDependable[];
}

/** How a blob comes to be whole in an account with folders; the creation of an empty file is none of these. */
const WRITTEN = ["CopyBlob", "FlushWithClose", "PutBlob", "PutBlockList"];
const DAY_SECONDS = 86_400;
const KEPT_DAYS = 7;

const rules: readonly Rule<BlobQueueProps>[] = [
  [
    (p) => /^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$/.test(p.name),
    (p) => `name: expected 3 to 63 of a-z, 0-9 and single dashes, got "${p.name}"`,
  ],
];

/**
 * New blobs of one zone as messages in a queue. A queue rather than a call: it takes events before there is code to take them, while
 * the code is away, and where the code answers within a network only, which Event Grid could not call.
 */
export class BlobQueue extends Construct {
  /** The queue's name. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: BlobQueueProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const queue = new StorageQueue(this, "Queue", { name: props.name, storageAccountId: props.accountId });
    new EventgridSystemTopicEventSubscription(this, "Subscription", {
      name: props.name,
      systemTopic: props.topic.name,
      resourceGroupName: props.topic.resourceGroup,
      eventDeliverySchema: "EventGridSchema",
      includedEventTypes: ["Microsoft.Storage.BlobCreated"],
      subjectFilter: { subjectBeginsWith: `/blobServices/default/containers/${props.zone}/`, subjectEndsWith: props.suffix },
      advancedFilter: { stringIn: [{ key: "data.api", values: WRITTEN }] },
      storageQueueEndpoint: {
        storageAccountId: props.accountId,
        queueName: queue.name,
        queueMessageTimeToLiveInSeconds: KEPT_DAYS * DAY_SECONDS,
      },
      deliveryIdentity: { type: "SystemAssigned" },
      retryPolicy: { eventTimeToLive: 1440, maxDeliveryAttempts: 30 },
      dependsOn: [...props.after],
    });
    this.name = props.name;
  }
}
