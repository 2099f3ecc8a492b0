import type { BlobStore } from "../../adapters/blob-store/blob-store";
import type { ModelSpec } from "../../core/spec/model-schema";

/** Where packages are, and the environment whose releases, predictions and audit a tick is about. */
export interface ControlPlaces {
  readonly packages: BlobStore;
  readonly environment: BlobStore;
}

/** What every tick is about. */
export interface Tick {
  readonly model: ModelSpec;
  readonly places: ControlPlaces;
  /** The time that it is: of writes, of baking, of budgets. Which day the rows are about is told apart. */
  readonly clock: () => Date;
}
