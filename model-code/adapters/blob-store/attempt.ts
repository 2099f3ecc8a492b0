import { setTimeout as sleep } from "node:timers/promises";

/** How long to wait for a store, and how often to ask again. Times in milliseconds. */
export interface Patience {
  /** Tries in all, if each fails at once (refused, reset, busy). */
  readonly tries: number;
  /** Tries in all, if the store accepts and then stays silent: each costs `idleMs`. */
  readonly silentTries: number;
  /** Before the second try; doubles after each. */
  readonly firstDelayMs: number;
  /** A try without any progress for this long is given up. A slow answer that keeps coming is none such. */
  readonly idleMs: number;
}

/** Gives a store that is gone 1.4 s, and one that accepts but stays silent 20 s. */
export const DEFAULT_PATIENCE: Patience = { tries: 4, silentTries: 2, firstDelayMs: 200, idleMs: 10_000 };

/** A try made no progress for `idleMs`. */
export class Silent extends Error {
  constructor(readonly idleMs: number) {
    super(`no answer within ${idleMs / 1000} s`);
  }
}

/** What an attempt gets: a signal to stop, and a function to call at every sign of progress. */
export interface Try {
  readonly signal: AbortSignal;
  readonly progress: () => void;
  /** 1 for the first. */
  readonly number: number;
}

/** The last failure, with the number of tries that it took. */
export class TriedInVain extends Error {
  constructor(
    readonly tries: number,
    override readonly cause: unknown,
  ) {
    super("tried in vain", { cause });
  }
}

/**
 * Runs `once` until it succeeds, fails for good, or patience ends.
 * @param passes whether a failure may pass by itself, so that another try makes sense
 * @throws TriedInVain around the last failure if that one may pass; other failures as they are
 */
export async function attempt<T>(patience: Patience, passes: (error: unknown) => boolean, once: (t: Try) => Promise<T>): Promise<T> {
  for (let number = 1; ; number++) {
    try {
      return await bounded(patience.idleMs, number, once);
    } catch (error) {
      const silent = error instanceof Silent;
      if (!silent && !passes(error)) throw error;
      if (number >= (silent ? patience.silentTries : patience.tries)) throw new TriedInVain(number, error);
      await sleep(patience.firstDelayMs * 2 ** (number - 1));
    }
  }
}

async function bounded<T>(idleMs: number, number: number, once: (t: Try) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  let timer = setTimeout(stop, idleMs);
  const progress = () => {
    clearTimeout(timer);
    if (!controller.signal.aborted) timer = setTimeout(stop, idleMs);
  };
  try {
    return await once({ signal: controller.signal, progress, number });
  } catch (error) {
    if (controller.signal.aborted) throw new Silent(idleMs);
    controller.abort();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
