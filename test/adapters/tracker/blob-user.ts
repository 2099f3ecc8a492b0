/** A process that logs without end to a run of the blob tracker, for tests: `node --require tsx/cjs blob-user.ts <location>`. Says each step once it is kept. */
import { connect } from "../../../model-code/adapters/blob-store/connect";
import { BlobTracker } from "../../../model-code/adapters/tracker/blob-tracker";

async function main(location: string): Promise<void> {
  const tracker = new BlobTracker(connect(location), () => 0);
  const run = await tracker.startRun("killed", { name: "endless" });
  process.stdout.write(`${run.runId}\n`);
  for (let step = 0; ; step++) {
    await run.logMetrics([{ key: "loss", value: step / 3, step, timestamp: step }]);
    process.stdout.write(`${step}\n`);
  }
}

void main(process.argv[2] ?? "");
