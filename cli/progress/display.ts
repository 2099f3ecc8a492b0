import type { RunEvent } from "../../model-code/hosts/local-runner/run-model";
import type { RunRecord } from "../../model-code/hosts/local-runner/run-record";

/** Shows runs while they go on. */
export interface Display {
  begin(model: string): void;
  event(model: string, event: RunEvent): void;
  end(model: string, record: RunRecord | undefined): void;
  /** Waits until all that was said is shown. */
  close(): Promise<void>;
}

export const seconds = (s: number) => `${s.toFixed(1)} s`;

/** What is worth a line of a step that has ended. */
export function stepLine(event: Extract<RunEvent, { kind: "end" }>): string {
  const { outcome, step } = event;
  const how = outcome.reused ? "unchanged, reused" : seconds(outcome.seconds);
  const figures = Object.entries(outcome.metrics).filter(([name]) => !/\.test\./.test(name));
  const shown = figures.slice(0, 4).map(([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toFixed(3)}`);
  return `${step.name.padEnd(17)}${how.padEnd(20)}${outcome.refused.length > 0 ? "refused" : shown.join(", ")}`.trimEnd();
}
