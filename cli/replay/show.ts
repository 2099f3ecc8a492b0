import type { MonitorReport } from "../../model-code/core/monitor/monitor";
import type { ReleaseManifest } from "../../model-code/core/release/manifest";
import type { ReplayEvent } from "./replay";

const short = (digest: string | null): string => (digest === null ? "nothing" : digest.slice(0, 12));

function served({ stable, candidate }: ReleaseManifest): string {
  if (candidate === null) return `${short(stable)} answers`;
  const beside = candidate.mode === "shadow" ? "in shadow" : `to ${Math.round(100 * candidate.weight)} % of the callers`;
  return `${short(stable)} answers, ${short(candidate.digest)} ${beside}`;
}

function monitored({ decision, window, performance }: MonitorReport): string {
  const [measured] = performance.metrics;
  const figure = measured === undefined ? "" : `, ${measured.metric} ${measured.value?.toFixed(3) ?? "undetermined"}`;
  return `monitors: ${decision.state}, ${window.rows} rows of ${window.sessions} sessions${figure}`;
}

/** What happened, as lines for a person: the day, and what it brought. */
export function replayLines(event: ReplayEvent): readonly string[] {
  const at = (day: string, text: string, more: readonly string[] = []) => [
    `${day}  ${text}`,
    ...more.map((line) => `${" ".repeat(12)}${line}`),
  ];
  switch (event.kind) {
    case "released":
      return at(event.asOf, `release ${event.manifest.version}: ${served(event.manifest)}`);
    case "served":
      return at(event.stretch.to, `${event.requests} requests answered since ${event.stretch.from}`);
    case "monitored":
      return at(
        event.report.asOf,
        monitored(event.report),
        event.report.decision.reasons.map((r) => `${r.state}: ${r.why}`),
      );
    case "asked-to-retrain":
      return at(
        event.asOf,
        event.allowed ? `retraining ${event.run?.outcome ?? "begun"}` : `no retraining: ${event.why}`,
        event.allowed ? [event.why] : [],
      );
    case "looked":
      return at(event.asOf, `${event.requests} requests, then ${event.decision.action}: ${served(event.manifest)}`, event.decision.reasons);
    case "drilled":
      return at(event.asOf, `rollback drill: ${served(event.manifest)} again after ${Math.round(event.milliseconds)} ms`);
    case "audited": {
      const { entries, intact, findings } = event.verdict;
      return [
        `audit: ${entries} entries, ${intact ? "the chain is intact" : "the chain is broken"}`,
        ...findings.map((f) => `  ${f.message}`),
      ];
    }
  }
}
