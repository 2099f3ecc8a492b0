import { setTimeout as pause } from "node:timers/promises";

/** The scorer did not come to the state that was waited for. */
export class NotReached extends Error {
  readonly code = "NOT_REACHED";
  constructor(what: string, last: string) {
    super(`the scorer: waited ${PATIENCE_MS / 1000} s for ${what}, got ${last}`);
  }
}

/** Longer than any store takes on a busy laptop. */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 25;

async function until(what: string, look: () => Promise<{ readonly reached: boolean; readonly shown: string }>): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; ; ) {
    const { reached, shown } = await look();
    if (reached) return;
    if (performance.now() > end) throw new NotReached(what, shown);
    await pause(LOOK_EVERY_MS);
  }
}

const textOf = async (url: string): Promise<string> => (await fetch(url)).text();

/** Waits until the scorer serves by a version of the release manifest. */
export const untilRelease = (address: string, model: string, version: number): Promise<void> =>
  until(`release ${version}`, async () => {
    const shown = await textOf(`${address}/v2/models/${model}/ready`);
    return { reached: (JSON.parse(shown) as { release?: number }).release === version, shown };
  });

/** Waits until all that the scorer has logged is with the store. */
export const untilLogged = (address: string): Promise<void> =>
  until("its logs to be with the store", async () => {
    const waiting = (await textOf(`${address}/metrics`)).split("\n").filter((line) => line.startsWith("mlops_log_spooled_bytes{"));
    return { reached: waiting.length > 0 && waiting.every((line) => line.endsWith(" 0")), shown: waiting.join(", ") };
  });
