import { connect } from "../../../model-code/adapters/blob-store/connect";
import { blobSink } from "../../../model-code/adapters/prediction-log/blob-sink";
import { openPredictionLog } from "../../../model-code/adapters/prediction-log/prediction-log";
import { prediction } from "./records";

/**
 * A process that logs without end and says which record was the last that it knew to be in the spool; it is killed in the middle of it.
 * Arguments: the store, the spool.
 */
async function main(location: string, spoolDirectory: string): Promise<void> {
  const log = await openPredictionLog({
    writer: "scorer",
    spoolDirectory,
    sinks: [blobSink(connect(location, { tries: 1, silentTries: 1, firstDelayMs: 1, idleMs: 5000 }))],
    flushBytes: 20_000,
    retryMilliseconds: 5,
  });
  for (let number = 0; ; ) {
    for (let row = 0; row < 20; row++) if (!log.append(prediction(number++), "2009-04-01")) throw new Error("full");
    await log.written();
    process.stdout.write(`${number}\n`);
    // as fast as a reader can follow, so that what was said is known to be read
    await new Promise((resolve) => setImmediate(resolve));
  }
}

void main(process.argv[2]!, process.argv[3]!);
