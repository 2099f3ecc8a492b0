import type { RowKey } from "./prediction-record";

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])/;

/**
 * The day that a record is about, YYYY-MM-DD: that of its row, where the caller said which row, else that of the record's own time.
 * @param rowKey the package's; its last column is the time
 */
export function eventDay(record: { readonly time: string; readonly about: RowKey | null }, rowKey: readonly string[]): string {
  const time = record.about?.[rowKey[rowKey.length - 1]!];
  return (time !== undefined && DAY.test(time) ? time : record.time).slice(0, 10);
}
