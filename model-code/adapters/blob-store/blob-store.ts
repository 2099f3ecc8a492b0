import type { LakeZone } from "../../core/lifecycle/step";

/** What the store knows of a blob without reading it. */
export interface BlobHead {
  /** Changes with every write; for `ifMatch`. */
  readonly etag: string;
  readonly bytes: number;
  readonly lastModified: Date;
  readonly contentType: string;
  /** The caller's own, and what the store adds: `sha256` of the content. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Blob extends BlobHead {
  readonly content: Uint8Array;
}

export interface BlobListing {
  readonly name: string;
  readonly etag: string;
  readonly bytes: number;
  readonly lastModified: Date;
}

export interface PutOptions {
  /** Write only if there is no blob of this name. */
  readonly ifNoneMatch?: true;
  /** Write only if the blob still has this etag. */
  readonly ifMatch?: string;
  /** @default "application/octet-stream" */
  readonly contentType?: string;
  /** Keys are lower-case identifiers, values printable ASCII; `sha256` and `writeid` are the store's own. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The one store of the project: containers of named blobs, with conditional writes.
 * All calls may throw StoreUnavailable (no answer, after retries) and StoreRefused (an answer that says no).
 */
export interface BlobStore {
  /** Where it is; what `connect` was given. */
  readonly location: string;
  /**
   * Reads a blob whole and holds it to the sha256 that `put` kept with it.
   * @throws NotFound, DamagedBlob
   */
  get(container: LakeZone, name: string): Promise<Blob>;
  /** @returns undefined if there is no such blob */
  head(container: LakeZone, name: string): Promise<BlobHead | undefined>;
  /**
   * Writes a blob whole: readers see the old one or the new one.
   * A write whose answer was lost is recognized when tried again, so that a conditional write is not refused because of itself.
   * @returns the new etag
   * @throws PreconditionFailed if somebody else wrote first
   */
  put(container: LakeZone, name: string, content: Uint8Array | string, options?: PutOptions): Promise<{ readonly etag: string }>;
  /** @returns all blobs whose names begin with the prefix, sorted by name (code units) */
  list(container: LakeZone, prefix?: string): Promise<readonly BlobListing[]>;
  /** To delete what is not there is no error. */
  delete(container: LakeZone, name: string): Promise<void>;
  /** Makes the containers of the lake that are absent. */
  ensureContainers(): Promise<void>;
}
