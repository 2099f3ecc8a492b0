import type { BlobStore } from "../../adapters/blob-store/blob-store";

/** Where packages are, and the environment whose releases, predictions and audit a tick is about. */
export interface ControlPlaces {
  readonly packages: BlobStore;
  readonly environment: BlobStore;
}
