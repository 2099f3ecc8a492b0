import { createHash } from "node:crypto";
import type { SourceSpec } from "../spec/model-schema";

/** Text column that a source without a key gets: the file and the line that a row came from, `loans.csv:17`. */
export const ROW_ID = "row_id";

/** Number column that a source without a time gets: from 0 to below 1, where a row stands among the others by lot. */
export const DRAW = "draw";

type Named = Pick<SourceSpec, "key" | "time" | "entity">;

/** Columns that tell the rows of a source's table apart. */
export const keyColumns = ({ key }: Pick<Named, "key">): readonly string[] => key ?? [ROW_ID];

/** Column by which rows are put in order and split: when, or where nobody said when, the lot. */
export const orderColumn = ({ time }: Pick<Named, "time">): string => time ?? DRAW;

/**
 * Columns that identify a row of the feature table, that of the order last: an entity has one row at a time, and where a row has no
 * entity or no time, its source's key tells it apart.
 */
export function rowColumns(source: Named): readonly string[] {
  const order = orderColumn(source);
  const own = source.entity !== undefined && source.time !== undefined ? [source.entity] : keyColumns(source);
  return [...own.filter((name) => name !== order), order];
}

/** Those of them that a caller can name: neither the line of a file nor the lot. Without a key none can. */
export const callerColumns = (source: Named): readonly string[] =>
  source.key === undefined ? [] : rowColumns(source).filter((name) => name !== DRAW);

/** That of them which says when; null where none does. */
export const callerTime = (source: Named): string | null =>
  source.time !== undefined && callerColumns(source).includes(source.time) ? source.time : null;

const BITS = 48;

/**
 * The lot of a row, from 0 to below 1: evenly spread, and the same whenever and beside whichever other rows it comes; as the test begins
 * at a lot, a row that was tested on is never trained on later. Rows of one entity share their lot: what is known of one tells of the
 * others. So do rows without a key that are alike in every column, whichever file they come in.
 * @param parts the row's entity, else its key, else its values
 */
export const drawOf = (parts: readonly (string | number | null)[]): number =>
  Number.parseInt(
    createHash("sha256")
      .update(JSON.stringify(parts))
      .digest("hex")
      .slice(0, BITS / 4),
    16,
  ) /
  2 ** BITS;
