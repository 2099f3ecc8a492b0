/** Somebody stopped the command. */
export class Stopped extends Error {
  readonly code = "STOPPED";
  constructor(readonly signal: "SIGINT" | "SIGTERM") {
    super("stopped; what was done stays, and the next run goes on from there");
  }
}
