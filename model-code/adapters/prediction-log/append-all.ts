import { LogUnwritable, type RecordLog } from "./record-log";

/**
 * Brings records to a log's first sink, as fast as that takes them.
 * @throws LogUnwritable if the log takes nothing though nothing waits in it, and what `flush` throws; what went before may be with the sink
 */
export async function appendAll<R>(log: RecordLog<R>, records: Iterable<R>, dayOf: (record: R) => string): Promise<void> {
  for (const record of records) {
    if (log.append(record, dayOf(record))) continue;
    // full: room is made, and then it is taken or not at all
    await log.flush();
    if (!log.append(record, dayOf(record))) throw new LogUnwritable("it refuses a record though nothing waits in it");
  }
  await log.flush();
}
