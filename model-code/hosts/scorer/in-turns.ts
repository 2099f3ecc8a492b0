import { setImmediate } from "node:timers/promises";

/** Rows of a request that are worked on until others have their turn: some milliseconds. */
export const TURN_ROWS = 256;

/** Does something with each row, and lets other requests have their turn in between: ten thousand rows would block them for half a second. */
export async function inTurns<T, R>(rows: readonly T[], of: (row: T, i: number) => R): Promise<readonly R[]> {
  const done: R[] = [];
  for (let i = 0; i < rows.length; i++) {
    if (i > 0 && i % TURN_ROWS === 0) await setImmediate();
    done.push(of(rows[i]!, i));
  }
  return done;
}
