/** A row's value, and how long the run took that it was in: without what it waited for, so that versions can be held to each other. */
export interface Ran {
  readonly value: number;
  readonly milliseconds: number;
  /** Rows of that run. */
  readonly rows: number;
}

/** Of rows that are compared, one in so many runs by itself: it costs what a run costs beside its rows, and nobody waits longer for it. */
const ALONE = 16;

/**
 * Gathers rows that come at about the same time, of whichever requests, into one run of the graph: a run costs about the same for 30
 * rows as for one.
 *
 * Of two versions, the one that has more of the traffic has larger runs, which take longer. Rows that are asked for as compared therefore
 * run by themselves now and then, whatever comes beside them: runs of one row are what both versions have under any load.
 *
 * @param run gives a value for each row
 * @param most rows of one run
 * @see docs/adr/0023-latency-in-runs-of-one-size.md
 */
export function inOneRun<Row>(
  run: (rows: readonly Row[]) => Promise<ArrayLike<number>>,
  most = 64,
): (row: Row, isCompared?: boolean) => Promise<Ran> {
  interface Waiting {
    readonly row: Row;
    readonly resolve: (ran: Ran) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let compared = 0;

  /** If a run fails, each row runs by itself: one that the graph can't take must not fail the others. */
  async function answer(batch: readonly Waiting[]): Promise<void> {
    let began = performance.now();
    // onnxruntime runs the graph in the immediate that it asks for next: until then, other requests have their turn
    setImmediate(() => {
      began = performance.now();
    });
    try {
      const values = await run(batch.map((w) => w.row));
      const milliseconds = performance.now() - began;
      for (let i = 0; i < batch.length; i++) batch[i]!.resolve({ value: values[i]!, milliseconds, rows: batch.length });
    } catch (error) {
      if (batch.length === 1) batch[0]!.reject(error);
      else for (const one of batch) await answer([one]);
    }
  }

  function flush(): void {
    const batch = waiting;
    waiting = [];
    for (let from = 0; from < batch.length; from += most) void answer(batch.length <= most ? batch : batch.slice(from, from + most));
  }

  return (row, isCompared = false) =>
    new Promise((resolve, reject) => {
      const one = { row, resolve, reject };
      if (isCompared && ++compared % ALONE === 0) setImmediate(() => void answer([one]));
      else if (waiting.push(one) === 1) setImmediate(flush);
    });
}
