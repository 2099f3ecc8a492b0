import { ReposRefused, TryAgain } from "./request";

export interface Retrying {
  /** Waits some milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
}

const TRIES = 6;
/** Milliseconds before the second try; each later one waits twice as long as the one before. */
const FIRST = 1_000;
/** Milliseconds that it waits at most; who asks for more is not waited for, as a job costs while it waits. */
const LONGEST = 120_000;

/**
 * Tries again what may succeed later: as long as it is asked to wait, or else with exponential backoff and jitter.
 * @param attempt has to be one that may be repeated from its beginning
 * @throws ReposRefused when it has tried often enough, or as soon as it will not succeed
 */
export async function retrying<T>(where: string, attempt: () => Promise<T>, { wait, random }: Retrying): Promise<T> {
  for (let i = 1; ; i++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      const asked = error.after ?? 0;
      if (i === TRIES || asked > LONGEST)
        throw new ReposRefused(
          {
            where,
            expected: `an answer within ${TRIES} tries`,
            got: asked > LONGEST ? `${error.got}, and to be asked again in ${Math.ceil(asked / 1000)} s` : error.got,
            remedy: "Run the job again later; https://status.dev.azure.com says whether the service is down.",
          },
          { cause: error },
        );
      const backoff = FIRST * 2 ** (i - 1) * (0.5 + random() / 2);
      await wait(error.after ?? backoff);
    }
  }
}
