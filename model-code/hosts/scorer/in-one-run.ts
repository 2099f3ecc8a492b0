/** A row's value, and how long the run took that it was in: without what it waited for, so that versions can be held to each other. */
export interface Ran {
  readonly value: number;
  readonly milliseconds: number;
}

/**
 * Gathers rows that come at about the same time, of whichever requests, into one run of the graph: a run costs about the same for 30
 * rows as for one.
 * @param run gives a value for each row
 * @param most rows of one run
 */
export function inOneRun<Row>(run: (rows: readonly Row[]) => Promise<ArrayLike<number>>, most = 64): (row: Row) => Promise<Ran> {
  interface Waiting {
    readonly row: Row;
    readonly resolve: (ran: Ran) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];

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
      for (let i = 0; i < batch.length; i++) batch[i]!.resolve({ value: values[i]!, milliseconds });
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

  return (row) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ row, resolve, reject }) === 1) setImmediate(flush);
    });
}
