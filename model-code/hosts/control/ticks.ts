export { type MonitorTick, monitorTick, newestReport } from "./monitor-tick";
export { type ReleaseOutcome, type ReleaseTick, releaseTick } from "./release-tick";
export { followTraining, type RetrainOutcome, type RetrainTick, readLedger, retrainTick } from "./retrain-tick";
