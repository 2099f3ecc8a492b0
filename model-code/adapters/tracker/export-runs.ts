import { concurrently } from "../blob-store/concurrently";
import { ArtifactsUnreachable } from "./errors";
import { metricIdentity } from "./run-events";
import type { Run, RunRecord, RunSummary, Tracker } from "./tracker";

/** The tag of a run that was sent here: the id that it has where it comes from. */
export const SOURCE_RUN = "source_run_id";

/** Tags that the server of the other side sets for itself. */
const SERVERS_OWN = "mlflow.";

/** Run ids at the source. */
export interface ExportReport {
  /** New at the target. */
  readonly sent: readonly string[];
  /** There already, unfinished: an earlier export was interrupted, or the run went on since. */
  readonly resumed: readonly string[];
  /** There already, with the same end. */
  readonly unchanged: readonly string[];
  /** Their artifacts stayed behind, since the target takes none. */
  readonly withoutArtifacts: readonly string[];
}

/**
 * Sends runs from one tracker to another, each with its parameters, metrics, tags and artifacts. A run is finished at the target only when
 * all of it has been sent; so a second export sends nothing new, and one that was interrupted is taken up where it stopped.
 * One export at a time: two at once may send a run twice.
 * @param experiments @default all
 */
export async function exportRuns(from: Tracker, to: Tracker, experiments?: readonly string[]): Promise<ExportReport> {
  const report = { sent: [] as string[], resumed: [] as string[], unchanged: [] as string[], withoutArtifacts: [] as string[] };
  for (const experiment of experiments ?? (await from.experiments())) {
    const there = bySource(await to.runs(experiment));
    for (const source of await from.runs(experiment)) {
      const target = there.get(source.runId);
      if (target && source.status !== "RUNNING" && target.status === source.status && target.endTime === source.endTime) {
        report.unchanged.push(source.runId);
        continue;
      }
      const whole = await from.run(experiment, source.runId);
      const run = target ? await to.resumeRun(experiment, target.runId) : await to.startRun(experiment, startOf(whole));
      (target ? report.resumed : report.sent).push(source.runId);
      await sendMissing(whole, run, target && (await to.run(experiment, target.runId)));
      if (!(await sendArtifacts(from, whole, run))) report.withoutArtifacts.push(source.runId);
      if (whole.status !== "RUNNING") await run.finish(whole.status, whole.endTime);
    }
  }
  return report;
}

/** Should a run have been sent twice, the one that is finished counts, else the first. */
function bySource(runs: readonly RunSummary[]): Map<string, RunSummary> {
  const found = new Map<string, RunSummary>();
  for (const run of runs) {
    const source = run.tags[SOURCE_RUN];
    if (source === undefined) continue;
    const before = found.get(source);
    if (!before || (before.status === "RUNNING" && run.status !== "RUNNING")) found.set(source, run);
  }
  return found;
}

const ownTags = (tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith(SERVERS_OWN) && key !== SOURCE_RUN));

const startOf = ({ name, runId, startTime, tags }: RunRecord) => ({
  name: name || runId,
  startTime,
  tags: { ...ownTags(tags), [SOURCE_RUN]: runId },
});

async function sendMissing(source: RunRecord, run: Run, there: RunRecord | undefined): Promise<void> {
  const tags = Object.entries(ownTags(source.tags)).filter(([key, value]) => there && there.tags[key] !== value);
  const params = Object.entries(source.params).filter(([key]) => there?.params[key] === undefined);
  const known = new Set(there?.metrics.map(metricIdentity));
  const metrics = source.metrics.filter((m) => !known.has(metricIdentity(m)));
  if (tags.length > 0) await run.setTags(Object.fromEntries(tags));
  if (params.length > 0) await run.logParams(Object.fromEntries(params));
  if (metrics.length > 0) await run.logMetrics(metrics);
}

/** Sends all of them, for one that is there may be half of it. @returns false if the target takes none */
async function sendArtifacts(from: Tracker, source: RunRecord, run: Run): Promise<boolean> {
  try {
    await concurrently(4, source.artifacts, async (path) => {
      await run.logArtifact(path, await from.artifact(source.experiment, source.runId, path));
    });
    return true;
  } catch (error) {
    if (error instanceof ArtifactsUnreachable) return false;
    throw error;
  }
}
