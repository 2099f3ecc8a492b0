import { AuditLog } from "../../adapters/audit/audit-log";
import type { BlobStore } from "../../adapters/blob-store/blob-store";
import type { ReleasePorts } from "../../adapters/release/carry-out";
import { ReleaseStore } from "../../adapters/release/release-store";
import type { ReleaseManifest } from "../../core/release/manifest";
import type { ModelSpec } from "../../core/spec/model-schema";

/** Where packages are, and the environment whose releases, predictions and audit a tick is about. */
export interface ControlPlaces {
  readonly packages: BlobStore;
  readonly environment: BlobStore;
}

/** What every release is about. A model that was brought from elsewhere has no model.yaml, and no more than this. */
export interface ReleaseSubject {
  readonly model: Pick<ModelSpec, "name" | "release">;
  readonly places: ControlPlaces;
  /** The time that it is: of writes, of baking, of budgets. Which day the rows are about is told apart. */
  readonly clock: () => Date;
}

/** What every tick is about. */
export interface Tick extends ReleaseSubject {
  readonly model: ModelSpec;
}

/** Who the audit says decided, where no person did. */
export const CONTROL = "control";

export const releasePorts = ({ places, clock }: Pick<Tick, "places" | "clock">): ReleasePorts => ({
  releases: new ReleaseStore(places.environment),
  audit: new AuditLog(places.environment, clock),
});

/** A tick is about what is served, and nothing is. */
export class NotServed extends Error {
  readonly code = "NOT_SERVED";
  constructor(model: string, manifest?: ReleaseManifest) {
    super(
      manifest?.state === "retired"
        ? `${model}: was retired on ${manifest.since.slice(0, 10)}, for good.`
        : `${model}: expected a version that is served, got none. Release one: npx mlops release start ${model}.`,
    );
  }
}
