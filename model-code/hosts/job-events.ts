/** What a job says while it runs, one JSON object a line with `--json`. */
export type JobEvent =
  | { readonly at: number; readonly doing: string }
  | { readonly metric: string; readonly value: number; readonly step?: number }
  | { readonly warning: string }
  | { readonly refused: readonly string[] };

/** How a job ended that was one of several in a process, `said` being what it would have written to standard error. */
export interface JobEnd {
  readonly ended: number;
  readonly said: string;
}

/** Exit codes of jobs and of the command line. */
export const EXIT = { done: 0, failed: 1, wrongUse: 2, refused: 3 } as const;

/** The file descriptor that a process of several jobs writes events and ends to: standard output is the libraries'. */
export const EVENTS_FD = 3;
