import type { BlobStore } from "../model-code/adapters/blob-store/blob-store";
import { getFolderFile, getManifest } from "../model-code/adapters/blob-store/folders";
import type { Registration } from "../model-code/core/lifecycle/steps/register";
import type { VerdictDocument } from "../model-code/core/lifecycle/steps/select-best";
import type { RunRecord } from "../model-code/hosts/local-runner/run-record";
import { storedOutput } from "../model-code/hosts/local-runner/staging";

/** A JSON document that a run's step wrote; undefined if the run did not come so far. */
export async function runDocument<T>(store: BlobStore, run: RunRecord, output: string, path: string): Promise<T | undefined> {
  const record = run.steps.flatMap((s) => Object.entries(s.outputs)).find(([name]) => name === output)?.[1];
  if (record === undefined) return undefined;
  const folder = storedOutput(output, record);
  const file = (await getManifest(store, folder)).files.find((f) => f.path === path);
  return file === undefined ? undefined : (JSON.parse(new TextDecoder().decode(await getFolderFile(store, folder, file))) as T);
}

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
  const verdict = await runDocument<VerdictDocument>(store, run, "verdict", "verdict.json");
  return {
    model: run.model,
    runId: run.runId,
    status: run.status,
    reasons: run.reasons,
    selected: verdict?.selection.selected ?? null,
    gates: verdict?.gates ?? [],
    registered: (await runDocument<Registration>(store, run, "registration", "registration.json")) ?? null,
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
