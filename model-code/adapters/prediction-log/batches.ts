import type { Batch } from "./sink";

const LINE_FEED = 10;
const NEXT_HEADER = Buffer.from("\n#");
const PARTITION = /^#([a-z0-9-]+\/(?:predictions|feedback)\/date=\d{4}-\d{2}-\d{2})$/;

/** The line of a segment that says which partition the lines after it belong to. No record begins like it: records begin with a brace. */
export const headerLine = (partition: string): string => `#${partition}\n`;

interface Section {
  /** undefined if what comes is no header of ours. */
  readonly partition: string | undefined;
  /** What comes after the header. */
  readonly lines: Buffer;
  readonly whole: Buffer;
}

function* sectionsOf(content: Buffer): Generator<Section> {
  for (let from = 0; from < content.length; ) {
    const next = content.indexOf(NEXT_HEADER, from);
    const whole = content.subarray(from, next === -1 ? content.length : next + 1);
    const end = whole.indexOf(LINE_FEED);
    const partition = end === -1 ? undefined : PARTITION.exec(whole.toString("latin1", 0, end))?.[1];
    yield { partition, lines: whole.subarray(end + 1), whole };
    from += whole.length;
  }
}

/** Lines with their ends; the last maybe without. */
function* linesOf(content: Buffer): Generator<Buffer> {
  for (let from = 0; from < content.length; ) {
    const end = content.indexOf(LINE_FEED, from);
    const next = end === -1 ? content.length : end + 1;
    yield content.subarray(from, next);
    from = next;
  }
}

function isRecord(line: Buffer): boolean {
  if (line[line.length - 1] !== LINE_FEED) return false;
  try {
    return typeof JSON.parse(line.toString("utf8")) === "object";
  } catch {
    return false;
  }
}

export interface ReadBack {
  /** In the order in which their partitions come up. */
  readonly batches: readonly Batch[];
  /** What can't be read: lines that are none of ours, a last line without its end. */
  readonly rejected: readonly Buffer[];
}

/** Lines one after the other, moved together where they are: new memory for megabytes costs more than the move. */
function movedTogether(lines: readonly Buffer[], content: Buffer): Buffer {
  let end = 0;
  for (const some of lines) {
    const from = some.byteOffset - content.byteOffset;
    content.copyWithin(end, from, from + some.length);
    end += some.length;
  }
  return content.subarray(0, end);
}

/**
 * The batches in a segment.
 * @param content is used up
 * @param trusted false for what a process has left that was killed: it may end, or be damaged, anywhere, so each line is looked into
 */
export function batchesOf(content: Buffer, name: string, trusted: boolean): ReadBack {
  const partitions = new Map<string, Buffer[]>();
  const rejected: Buffer[] = [];
  for (const { partition, lines, whole } of sectionsOf(content)) {
    if (partition === undefined) {
      rejected.push(whole);
      continue;
    }
    const sound = partitions.get(partition) ?? [];
    partitions.set(partition, sound);
    if (trusted) sound.push(lines);
    else for (const line of linesOf(lines)) (isRecord(line) ? sound : rejected).push(line);
  }
  const found = [...partitions].filter(([, lines]) => lines.length > 0);
  const joined = (lines: readonly Buffer[]) =>
    found.length === 1 && rejected.length === 0 ? movedTogether(lines, content) : Buffer.concat(lines);
  return { batches: found.map(([partition, lines]) => ({ partition, name, lines: joined(lines) })), rejected };
}

/** The number of lines, each with its end. */
export function countLines(lines: Uint8Array): number {
  let count = 0;
  for (let at = lines.indexOf(LINE_FEED); at !== -1; at = lines.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}
