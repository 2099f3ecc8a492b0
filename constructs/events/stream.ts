import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource";
import { type Rule, validateProps } from "../validate";

export interface EventStreamProps {
  readonly name: string;
  /** ARM id of the namespace. */
  readonly namespaceId: string;
  /** Cannot be changed later. */
  readonly partitions: number;
  /** Hours that an event can be read again: what a capture that cannot write has time for. */
  readonly retentionHours: number;
  readonly capture: EventCapture;
}

/** Where events are written to as they come. */
export interface EventCapture {
  /** ARM id of the storage account. */
  readonly accountId: string;
  readonly container: string;
  /** ARM id of the identity that writes; the namespace must have it. */
  readonly identityId: string;
  /** The identity's roles on the container: Azure tries to write before it accepts the hub. */
  readonly after: readonly ITerraformDependable[];
  /**
   * Seconds after which a file is closed, 60 to 900.
   * @default 300
   */
  readonly everySeconds?: number;
}

const rules: readonly Rule<EventStreamProps>[] = [
  [
    (p) => /^[A-Za-z0-9]([A-Za-z0-9._-]{0,254}[A-Za-z0-9])?$/.test(p.name),
    (p) => `name: expected 1 to 256 letters, digits, dots, dashes and underscores, got "${p.name}"`,
  ],
  [(p) => p.partitions >= 1 && p.partitions <= 32, (p) => `partitions: expected 1 to 32, got ${p.partitions}`],
  [(p) => p.retentionHours >= 1 && p.retentionHours <= 168, (p) => `retentionHours: expected 1 to 168, got ${p.retentionHours}`],
  [
    ({ capture: { everySeconds: s } }) => s === undefined || (s >= 60 && s <= 900),
    (p) => `capture.everySeconds: expected 60 to 900, got ${p.capture.everySeconds}`,
  ],
];

/** Folder of the container under which each hub's captured files lie; the hub's name follows. */
export const CAPTURED = "captured";

/** Azure wants all of these in the path of a captured file. */
const PARTS = ["{Namespace}", "{PartitionId}", "{Year}", "{Month}", "{Day}", "{Hour}", "{Minute}", "{Second}"];
const FILE_BYTES = 300 * 1024 * 1024;

/**
 * A hub whose events are captured as Avro files, by identity. The whole hub goes through azapi, as azurerm knows no identity here.
 *
 * An event that a reader cannot read is no reason to stop: it goes to the dead letters (`deadLetters`). Capture itself has none: as
 * long as it cannot write, events wait in the hub for `retentionHours`.
 */
export class EventStream extends Construct {
  readonly id: string;
  readonly name: string;
  /** Folder of the capture's container that holds this hub's files. */
  readonly capturedTo: string;

  constructor(scope: Construct, id: string, props: EventStreamProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const { capture } = props;
    const hub = new AzapiResource(this, "Resource", {
      type: "Microsoft.EventHub/namespaces/eventhubs@2024-01-01",
      name: props.name,
      parentId: props.namespaceId,
      // Event Hubs answers the ids of account and identity in letters of its own.
      ignoreCasing: true,
      fixed: ["properties.partitionCount", "properties.retentionDescription.cleanupPolicy"],
      body: {
        properties: {
          partitionCount: props.partitions,
          retentionDescription: { cleanupPolicy: "Delete", retentionTimeInHours: props.retentionHours },
          captureDescription: {
            enabled: true,
            encoding: "Avro",
            intervalInSeconds: capture.everySeconds ?? 300,
            sizeLimitInBytes: FILE_BYTES,
            skipEmptyArchives: true,
            destination: {
              name: "EventHubArchive.AzureBlockBlob",
              identity: { type: "UserAssigned", userAssignedIdentity: capture.identityId },
              properties: {
                storageAccountResourceId: capture.accountId,
                blobContainer: capture.container,
                archiveNameFormat: `${CAPTURED}/{EventHub}/${PARTS.join("/")}`,
              },
            },
          },
        },
      },
      dependsOn: [...capture.after],
      waitsForRoles: true,
    });
    this.id = hub.id;
    this.name = props.name;
    this.capturedTo = `${CAPTURED}/${props.name}/`;
  }
}
