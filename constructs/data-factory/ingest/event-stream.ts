import { copy } from "../data-activity";
import { Dataset } from "../dataset";
import { workedOut } from "../expression";
import { LANDING_ZONE } from "../factory-ref";
import { COPY_MINUTES, type Fetch, landed, landing, partName, removeIfEmpty, WINDOW_END, WINDOW_START } from "./fetching";

/** The simple columns of a captured file. Its maps of properties no copy can read, and an event's own fields are in its body. */
const COLUMNS = ["SequenceNumber", "Offset", "EnqueuedTimeUtc", "Body"];

/**
 * Turns the events that capture wrote in a window from Avro to one Parquet file. `ingest` opens the bodies, and takes the events that
 * are this source's.
 */
export const fetchEventStream: Fetch = (scope, props) => {
  const { model, source, factory } = props;
  const captured = new Dataset(scope, "Captured", {
    name: partName(model, source.name, "captured"),
    factoryId: factory.id,
    folder: model,
    linkedService: factory.linkedServices.lakeBlobs,
    type: "Avro",
    typeProperties: {
      location: { type: "AzureBlobStorageLocation", container: LANDING_ZONE, folderPath: factory.events.folder.replace(/\/$/, "") },
    },
  });
  const file = landed(landing(scope, props, "Parquet"), source, WINDOW_START, WINDOW_END);
  const copied = copy("Fetch", {
    from: captured.about(),
    to: file,
    source: {
      type: "AvroSource",
      storeSettings: {
        type: "AzureBlobStorageReadSettings",
        recursive: true,
        wildcardFileName: "*.avro",
        modifiedDatetimeStart: workedOut(WINDOW_START),
        modifiedDatetimeEnd: workedOut(WINDOW_END),
      },
    },
    sink: {
      type: "ParquetSink",
      storeSettings: { type: "AzureBlobFSWriteSettings", copyBehavior: "MergeFiles" },
      formatSettings: { type: "ParquetWriteSettings" },
    },
    mapping: COLUMNS.map((name) => ({ source: { name }, sink: { name } })),
    timeoutMinutes: COPY_MINUTES,
  });
  return {
    activities: [copied, removeIfEmpty(copied, file)],
    parameters: { windowStart: { type: "String" }, windowEnd: { type: "String" } },
  };
};
