export { type Opened, openRelease, rollBackRelease } from "./change-release";
export { type MonitorOutcome, type MonitorTick, monitorTick, newestReport } from "./monitor-tick";
export { NotServed, type ReleaseSubject, type Tick } from "./places";
export { type ReleaseOutcome, type ReleaseTick, releaseTick } from "./release-tick";
export { followTraining, type RetrainOutcome, type RetrainTick, readLedger, retrainTick } from "./retrain-tick";
