import { Stopped } from "../stopped";

/** Somebody stopped a command that does all or nothing. */
export class Undone extends Stopped {
  constructor(signal: "SIGINT" | "SIGTERM") {
    super(signal);
    this.message = "stopped; nothing was written";
  }
}

/**
 * Lends `work` a signal that is aborted with Undone when somebody stops the process. The work looks at it where it can end and clean up
 * after itself; whoever stops a second time does not wait for that.
 */
export async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals) => controller.abort(new Undone(signal === "SIGTERM" ? "SIGTERM" : "SIGINT"));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
