/** How a thing that is needed stands. `unknown`: it could not be asked, and `got` says why. */
export type Status = "ok" | "warning" | "missing" | "unknown";

/** What a check found of one thing. */
export interface Finding {
  readonly status: Status;
  /** Tells it from others of the same check: a place, a family of machines. */
  readonly of?: string;
  readonly expected: string;
  readonly got: string;
  /** What to do, a command where one does it; none where there is nothing to do. */
  readonly remedy?: string;
}

export const ok = (expected: string, got: string, of?: string): Finding => ({ status: "ok", expected, got, ...(of && { of }) });

/** Somebody or something could not be asked, so that nothing is known. */
export class CouldNotAsk extends Error {
  readonly code = "COULD_NOT_ASK";
}
