import { isTimeZone } from "./check-ingestion";
import type { ModelSpec } from "./model-schema";
import type { Say } from "./say";

/** What the schema can't say of `serving`. */
export function checkServing({ serving }: ModelSpec, say: Say): void {
  const { replicas, hours } = serving;
  if (replicas.max < replicas.min)
    say("serving/replicas/max", `at least replicas.min (${replicas.min})`, String(replicas.max), "Raise it, or lower min.");
  if (hours === undefined) return;
  if (hours.until <= hours.from)
    say("serving/hours/until", `a time after from (${hours.from})`, `"${hours.until}"`, "Hours lie within one day of the zone.");
  if (!isTimeZone(hours.timeZone))
    say("serving/hours/timeZone", "a zone of the IANA database", `"${hours.timeZone}"`, "Take one such as Europe/Amsterdam, or UTC.");
}
