/**
 * Runs work in which nobody captures stack traces. cdktf asks for a whole one per token and keeps it; writing them all down, mapped to
 * sources, takes a fifth of a synth. Errors have theirs as ever.
 */
export function untraced<T>(work: () => T): T {
  const { captureStackTrace } = Error;
  Error.captureStackTrace = () => {};
  try {
    return work();
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}
