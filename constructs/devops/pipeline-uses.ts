import type { ConnectionKind, PipelineName } from "./names";

/** Which places a pipeline works in. */
export type Reach =
  /** Every environment and what they share. */
  | "everywhere"
  /** Environments that models are released in. */
  | "models"
  /** Environments that a model trains in. */
  | "training"
  /** Where nothing would be lost. */
  | "open";

/** What a pipeline deploys through: environments of the place, or of each model there. */
export type Through = "place" | "publish" | "models" | "rollbacks";

/** What a pipeline may use; it is authorized for that, and for nothing else. All read the variable groups, as all synthesize or validate. */
export interface PipelineUses {
  readonly connections: readonly ConnectionKind[];
  readonly reach: Reach;
  readonly through: readonly Through[];
}

/**
 * What each pipeline uses. Nothing that runs the code of a branch that nobody has reviewed may act as a deployer: `pull-request` reads,
 * and reads only.
 */
export const PIPELINE_USES: Readonly<Record<PipelineName, PipelineUses>> = {
  "pull-request": { connections: ["plan-reader"], reach: "everywhere", through: [] },
  deploy: { connections: ["plan-reader", "deployer"], reach: "everywhere", through: ["place", "publish"] },
  "model-release": { connections: ["deployer"], reach: "models", through: ["models", "rollbacks"] },
  retrain: { connections: ["deployer"], reach: "training", through: ["models"] },
  nightly: { connections: ["plan-reader"], reach: "everywhere", through: [] },
  destroy: { connections: ["plan-reader", "deployer"], reach: "open", through: ["place"] },
};
