import { setTimeout } from "node:timers/promises";
import { WrongUse } from "./wrong-use";

/** @throws WrongUse for what is no number of minutes */
export function minutesOf(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new WrongUse(`--wait: expected minutes, got "${text}". Give a whole number.`);
  return Number(text);
}

/** How long, and how often, something is looked at. */
export interface Patience {
  readonly minutes: number;
  readonly everySeconds: number;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  readonly now?: () => number;
}

/**
 * Looks until there is an answer.
 * @returns undefined if the time was over before
 */
export async function until<T>(look: () => Promise<T | undefined>, patience: Patience): Promise<T | undefined> {
  const { minutes, everySeconds, sleep = (ms: number) => setTimeout(ms), now = Date.now } = patience;
  const end = now() + minutes * 60_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (now() + everySeconds * 1000 > end) return undefined;
    await sleep(everySeconds * 1000);
  }
}
