let last = Number.NaN;
let text = "";

/** A time as ISO 8601 UTC. What is answered in one millisecond, such as the rows of a run, has it written once: that takes half a microsecond. */
export function timeText(time: Date): string {
  const milliseconds = time.getTime();
  if (milliseconds !== last) {
    text = time.toISOString();
    last = milliseconds;
  }
  return text;
}
