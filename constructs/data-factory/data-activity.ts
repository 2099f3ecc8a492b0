import { type Activity, activity, type DatasetReference, type Dependency, policy } from "./activity";
import type { Expression } from "./expression";

export interface CopyProps {
  readonly from: DatasetReference;
  readonly to: DatasetReference;
  /** As Data Factory's API reads them, each with its `type`. */
  readonly source: Readonly<Record<string, unknown>>;
  readonly sink: Readonly<Record<string, unknown>>;
  /**
   * Source path and sink column of each field.
   * @default - columns by their names
   */
  readonly mapping?: readonly Mapping[];
  /** Where rows come from when they are nested: the path of their list. */
  readonly rowsAt?: string;
  readonly timeoutMinutes: number;
}

export interface Mapping {
  readonly source: { readonly path: string } | { readonly name: string };
  readonly sink: { readonly name: string; readonly type?: "String" };
}

/** Three more tries, two minutes apart: a source that is down for a moment, or that refuses too many requests, has then come back. */
const RETRIES = 3;
const RETRY_SECONDS = 120;

/** Copies rows from one dataset to another. The sink's file is replaced, so that a second run leaves what the first one left. */
export function copy(name: string, props: CopyProps, dependsOn: readonly Dependency[] = []): Activity {
  const { mapping, rowsAt } = props;
  const translator = mapping && { type: "TabularTranslator", mappings: mapping, ...(rowsAt && { collectionReference: rowsAt }) };
  return {
    ...activity(
      name,
      "Copy",
      { source: props.source, sink: props.sink, enableStaging: false, ...(translator && { translator }) },
      dependsOn,
    ),
    inputs: [props.from],
    outputs: [props.to],
    policy: policy(props.timeoutMinutes, RETRIES, RETRY_SECONDS),
  };
}

/** Reads one row, which later activities see as `firstRow`. */
export const lookup = (
  name: string,
  from: { readonly dataset: DatasetReference; readonly source: Readonly<Record<string, unknown>> },
  dependsOn: readonly Dependency[] = [],
): Activity => ({
  ...activity(name, "Lookup", { ...from, firstRowOnly: true }, dependsOn),
  policy: policy(10, RETRIES, RETRY_SECONDS),
});

/** Asks whether a file is there, which later activities see as `exists`. */
export const exists = (name: string, dataset: DatasetReference, dependsOn: readonly Dependency[] = []): Activity => ({
  ...activity(
    name,
    "GetMetadata",
    { dataset, fieldList: ["exists"], storeSettings: { type: "AzureBlobFSReadSettings", recursive: false } },
    dependsOn,
  ),
  policy: policy(10, RETRIES, RETRY_SECONDS),
});

export const remove = (name: string, dataset: DatasetReference, dependsOn: readonly Dependency[] = []): Activity => ({
  ...activity(
    name,
    "Delete",
    { dataset, enableLogging: false, storeSettings: { type: "AzureBlobFSReadSettings", recursive: false } },
    dependsOn,
  ),
  policy: policy(10, RETRIES, RETRY_SECONDS),
});

export interface BlobWrite {
  readonly url: Expression;
  readonly json: Expression;
  /** Factory's credential that it writes as, and the runtime that reaches the lake. */
  readonly credential: string;
  readonly runtime: string;
}

/** Writes a small JSON blob in one request, whole or not at all, as the identity of data movement. */
export const writeBlob = (name: string, blob: BlobWrite, dependsOn: readonly Dependency[] = []): Activity => ({
  ...activity(
    name,
    "WebActivity",
    {
      method: "PUT",
      url: blob.url,
      headers: { "Content-Type": "application/json", "x-ms-blob-type": "BlockBlob", "x-ms-version": "2023-11-03" },
      authentication: {
        type: "UserAssignedManagedIdentity",
        resource: "https://storage.azure.com/",
        credential: { type: "CredentialReference", referenceName: blob.credential },
      },
      connectVia: { type: "IntegrationRuntimeReference", referenceName: blob.runtime },
      body: blob.json,
    },
    dependsOn,
  ),
  policy: policy(10, RETRIES, RETRY_SECONDS),
});
