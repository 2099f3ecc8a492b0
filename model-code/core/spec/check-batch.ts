import { fires, parseCron } from "./cron";
import type { ModelSpec } from "./model-schema";
import type { Say } from "./say";

/** What a schema cannot say of scoring by the clock: that its time comes. */
export function checkBatch({ batch }: ModelSpec, say: Say): void {
  if (batch === undefined) return;
  const cron = parseCron(batch.cron);
  if (cron === undefined)
    say("batch/cron", "minute, hour, day of the month, month and day of the week", `"${batch.cron}"`, "Write it like `30 22 * * 1-5`.");
  else if (!fires(cron)) say("batch/cron", "a time that comes", `"${batch.cron}", which never does`, "Name a day that its months have.");
}
