import type { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import type { Bench } from "./bench";
import { CONNECTIONS, load, setStage } from "./serve-setup";

const SECONDS = 60;
const CALM_CONNECTIONS = 4;
const LONGEST_RECOVERY_MS = 5000;
/** What p99 may be of its idle value, so many seconds after. */
const MOST_OF_IDLE = 1.5;

/** Ten times the connections at which throughput peaks, and what is left of it afterwards. */
export const bench: Bench = {
  name: "overload",
  title: `Overload: ${10 * CONNECTIONS} connections for ${SECONDS} s`,
  async run() {
    const stage = await setStage();
    try {
      const host = await stage.start("scorer");
      // a caller that is not in a hurry: its latency is the scorer's
      const calm = (seconds: number) => load(host, stage.body, seconds, { connections: CALM_CONNECTIONS, overallRate: 400 });
      await load(host, stage.body, 3);
      const idle = (await calm(5)).latency.p99;
      let odd = 0;
      let refused = 0;
      const under = await load(host, stage.body, SECONDS, {
        connections: 10 * CONNECTIONS,
        setupClient(client) {
          // what autocannon's types know of a client leaves this out
          (client as unknown as EventEmitter).on(
            "headers",
            ({ statusCode, headers }: { statusCode: number; headers: readonly string[] }) => {
              if (statusCode === 200) return;
              refused++;
              const hasRetryAfter = headers.some((h, i) => i % 2 === 0 && h.toLowerCase() === "retry-after");
              if (!((statusCode === 429 || statusCode === 503) && hasRetryAfter)) odd++;
            },
          );
        },
      });
      const ended = performance.now();
      let after = (await calm(1)).latency.p99;
      while (after > MOST_OF_IDLE * Math.max(1, idle) && performance.now() - ended < LONGEST_RECOVERY_MS)
        after = (await calm(1)).latency.p99;
      const isAlive = host.process.exitCode === null && readFileSync(`/proc/${host.process.pid}/status`, "utf8").length > 0;
      return {
        rows: [
          { what: "requests answered", value: under["2xx"], unit: "" },
          { what: "refused with 429 or 503 and Retry-After", value: refused - odd, unit: "" },
          { what: "any other answer", value: odd, unit: "", limit: 0 },
          { what: "requests without an answer", value: under.errors, unit: "", limit: 0 },
          { what: "crashes", value: isAlive ? 0 : 1, unit: "", limit: 0 },
          { what: "p99 idle", value: idle, unit: "ms" },
          { what: "p99 under it", value: under.latency.p99, unit: "ms" },
          { what: "p99 within 5 s after it", value: after, unit: "ms", limit: MOST_OF_IDLE * Math.max(1, idle) },
        ],
        notes: [],
      };
    } finally {
      await stage.close();
    }
  },
};
