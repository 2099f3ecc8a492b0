/**
 * Runs work without stack traces being written out. cdktf asks for a whole one per token and keeps it; mapping them to sources takes a
 * fifth of a synth. An error that leaves the work writes its own trace when it is read.
 */
export function untraced<T>(work: () => T): T {
  const prepare = Error.prepareStackTrace;
  Error.prepareStackTrace = () => "";
  try {
    return work();
  } finally {
    if (prepare === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Error.prepareStackTrace = prepare;
  }
}
