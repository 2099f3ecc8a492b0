import type { BlobStore } from "../model-code/adapters/blob-store/blob-store";
import type { Registration } from "../model-code/core/lifecycle/steps/register";
import type { VerdictDocument } from "../model-code/core/lifecycle/steps/select-best";
import type { RunRecord } from "../model-code/hosts/local-runner/run-record";
import { runDocument } from "./report/run-document";

/** How a run ended, in short. */
export interface RunSummary {
  readonly model: string;
  readonly runId: string;
  readonly status: RunRecord["status"];
  readonly reasons: readonly string[];
  readonly selected: string | null;
  readonly gates: VerdictDocument["gates"];
  readonly registered: Registration | null;
  readonly steps: { readonly run: number; readonly reused: number };
}

export async function summaryOf(store: BlobStore, run: RunRecord): Promise<RunSummary> {
  const verdict = await runDocument<VerdictDocument>(store, run, { step: "select-best", output: "verdict", path: "verdict.json" });
  const registration = await runDocument<Registration>(store, run, { step: "register", output: "registration", path: "registration.json" });
  return {
    model: run.model,
    runId: run.runId,
    status: run.status,
    reasons: run.reasons,
    selected: "found" in verdict ? verdict.found.selection.selected : null,
    gates: "found" in verdict ? verdict.found.gates : [],
    registered: "found" in registration ? registration.found : null,
    steps: { run: run.steps.filter((s) => !s.reused).length, reused: run.steps.filter((s) => s.reused).length },
  };
}

const HEADLINE = { done: "done", refused: "refused", failed: "failed" } as const;

/** The summary as a person reads it. */
export function summaryText(s: RunSummary): string {
  const lines = [
    `${s.model}: ${s.gates.length > 0 && s.status === "done" ? "passed all gates" : HEADLINE[s.status]}${s.selected === null ? "" : `, with ${s.selected}`}`,
  ];
  for (const gate of s.gates) lines.push(`  ${gate.passed ? "✓" : "✗"} ${gate.kind.padEnd(12)} ${gate.why}`);
  if (s.gates.length === 0) for (const reason of s.reasons) lines.push(`  ${reason.replaceAll("\n", "\n  ")}`);
  if (s.registered !== null) lines.push(`  registered as version ${s.registered.version}, package ${s.registered.digest}`);
  else if (s.status === "refused") lines.push("  nothing was registered");
  lines.push(`  ${s.steps.run} steps were run, ${s.steps.reused} were unchanged and reused (run ${s.runId})`);
  return lines.join("\n");
}
