export { type ReleaseOutcome, type ReleaseTick, releaseTick } from "./release-tick";
export { followTraining, type RetrainOutcome, type RetrainTick, retrainTick } from "./retrain-tick";
