import { deadLetters } from "../../../../constructs/events/dead-letters";
import { EventNamespace, type EventNamespaceProps } from "../../../../constructs/events/namespace";
import { EventStream, type EventStreamProps } from "../../../../constructs/events/stream";
import { grant } from "../../../../constructs/roles/grant";
import { LAKE_ZONES } from "../../../../model-code/core/lifecycle/step";
import { synthIn } from "../../../support/platform";

describe("a namespace", () => {
  const props: EventNamespaceProps = {
    name: "evhns-mlops-dev",
    location: "westeurope",
    resourceGroup: "g",
    capacity: 1,
    maxCapacity: 1,
    publicNetwork: true,
    identityId: "/identity",
    logs: "/logs",
  };
  const namespace = (changes: Partial<EventNamespaceProps> = {}) =>
    synthIn((stack) => void new EventNamespace(stack, "N", { ...props, ...changes })).only("azurerm_eventhub_namespace");

  test("no key opens it, and it has the identity that captures", () => {
    expect(namespace()).toMatchObject({
      sku: "Standard",
      local_authentication_enabled: false,
      minimum_tls_version: "1.2",
      identity: { type: "UserAssigned", identity_ids: ["/identity"] },
    });
  });

  test.each([
    [true, "Allow"],
    [false, "Deny"],
  ])("says whether it is public (%s) in both places that Azure asks", (publicNetwork, action) => {
    expect(namespace({ publicNetwork })).toMatchObject({
      public_network_access_enabled: publicNetwork,
      network_rulesets: [
        {
          default_action: action,
          public_network_access_enabled: publicNetwork,
          trusted_service_access_enabled: true,
          ip_rule: [],
          virtual_network_rule: [],
        },
      ],
    });
  });

  test("grows by itself only where it may, and says up to where only then", () => {
    expect(namespace()).toMatchObject({ capacity: 1, auto_inflate_enabled: false });
    expect(namespace().maximum_throughput_units).toBeUndefined();
    expect(namespace({ maxCapacity: 40 })).toMatchObject({ capacity: 1, auto_inflate_enabled: true, maximum_throughput_units: 40 });
  });

  test.each([
    [{ name: "short" }, 'name: expected 6 to 50 letters, digits and dashes, a letter first, got "short"'],
    [{ name: `e${"x".repeat(50)}` }, "name: expected 6 to 50"],
    [{ name: "evhns-" }, "name: expected 6 to 50"],
    [{ capacity: 0 }, "capacity: expected 1 to 40, got 0"],
    [{ capacity: 3, maxCapacity: 2 }, "maxCapacity: expected capacity (3) to 40, got 2"],
    [{ maxCapacity: 41 }, "maxCapacity: expected capacity (1) to 40, got 41"],
  ])("refuses %j", (changes, message) => {
    expect(() => namespace(changes)).toThrow(message);
  });
});

describe("a stream", () => {
  const capture = { accountId: "/lake", container: "raw", identityId: "/identity", after: [] };
  const props: EventStreamProps = { name: "events", namespaceId: "/namespace", partitions: 2, retentionHours: 24, capture };
  const make = (changes: Partial<EventStreamProps> = {}) =>
    synthIn((stack) => {
      const given = grant(stack, "writeBlobs", { key: "raw", id: "/raw" }, { key: "DataMovement", principalId: "d" });
      new EventStream(stack, "S", { ...props, ...changes, capture: { ...capture, after: [given], ...changes.capture } });
    });
  const hub = (changes: Partial<EventStreamProps> = {}) =>
    make(changes).only("Microsoft.EventHub/namespaces/eventhubs") as unknown as {
      depends_on: string[];
      body: { properties: { captureDescription: { destination: { properties: { archiveNameFormat: string } } } } };
    };

  test("is captured into the lake by identity, and not before the identity may write there", () => {
    expect(hub()).toMatchObject({
      parent_id: "/namespace",
      depends_on: ["azurerm_role_assignment.Grant-writeBlobs-on-raw-to-DataMovement"],
      retry: { interval_seconds: 20 },
      body: {
        properties: {
          partitionCount: 2,
          retentionDescription: { cleanupPolicy: "Delete", retentionTimeInHours: 24 },
          captureDescription: {
            enabled: true,
            encoding: "Avro",
            intervalInSeconds: 300,
            skipEmptyArchives: true,
            destination: {
              name: "EventHubArchive.AzureBlockBlob",
              identity: { type: "UserAssigned", userAssignedIdentity: "/identity" },
              properties: { storageAccountResourceId: "/lake", blobContainer: "raw" },
            },
          },
        },
      },
    });
  });

  test("partitions cannot be changed on a hub that stands", () => {
    expect(hub()).toMatchObject({ replace_triggers_refs: expect.arrayContaining(["properties.partitionCount"]) });
  });

  test("an id in other letters is no change", () => {
    expect(hub()).toMatchObject({ ignore_casing: true });
  });

  test("a captured file's path has every part that Azure wants, each once, below the hub's own folder", () => {
    const { archiveNameFormat } = hub().body.properties.captureDescription.destination.properties;
    for (const part of ["Namespace", "EventHub", "PartitionId", "Year", "Month", "Day", "Hour", "Minute", "Second"])
      expect(archiveNameFormat.split(`{${part}}`)).toHaveLength(2);
    expect(archiveNameFormat).toMatch(/^captured\/\{EventHub\}\//);
  });

  test.each([
    [{ name: "-events" }, 'got "-events"'],
    [{ name: "x".repeat(257) }, "name: expected 1 to 256"],
    [{ partitions: 0 }, "partitions: expected 1 to 32, got 0"],
    [{ partitions: 33 }, "partitions: expected 1 to 32, got 33"],
    [{ retentionHours: 169 }, "retentionHours: expected 1 to 168, got 169"],
    [{ capture: { ...capture, everySeconds: 59 } }, "capture.everySeconds: expected 60 to 900, got 59"],
    [{ capture: { ...capture, everySeconds: 901 } }, "capture.everySeconds: expected 60 to 900, got 901"],
  ])("refuses %j", (changes, message) => {
    expect(() => make(changes)).toThrow(message);
  });
});

test("dead letters lie in a zone of the lake, a folder for each hub", () => {
  const letters = deadLetters("events");
  expect(letters).toEqual({ container: "quarantine", folder: "dead-letters/events/" });
  expect(LAKE_ZONES).toContain(letters.container);
});
