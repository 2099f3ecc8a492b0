import { readFileSync } from "node:fs";
import type { Bench } from "./bench";
import { load, setStage } from "./serve-setup";

const REQUESTS = 2_000_000;
const PARTS = 20;
/** Parts until caches, buffers and compiled code have their size. */
const SETTLING = 5;
const LOOK_MS = 50;

const residentMiB = (pid: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

/** Slope of the least-squares line through values at 0, 1, 2 … */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  let above = 0;
  let below = 0;
  for (const [i, v] of values.entries()) {
    above += (i - middle) * (v - mean);
    below += (i - middle) ** 2;
  }
  return above / below;
}

export const bench: Bench = {
  name: "soak",
  title: `Soak: memory of the scorer over ${REQUESTS.toLocaleString("en")} requests`,
  async run() {
    const stage = await setStage();
    try {
      const host = await stage.start("scorer");
      const memory: number[] = [];
      for (let part = 0; part < PARTS; part++) {
        // the least of a part is what is left when garbage has been collected
        let least = Number.POSITIVE_INFINITY;
        const looking = setInterval(() => {
          least = Math.min(least, residentMiB(host.process.pid!));
        }, LOOK_MS);
        const { non2xx, errors } = await load(host, stage.body, 3600, { amount: REQUESTS / PARTS });
        clearInterval(looking);
        if (non2xx + errors > 0) throw new Error(`${non2xx} answers were not 2xx, ${errors} requests failed`);
        memory.push(least);
      }
      const settled = memory.slice(SETTLING);
      return {
        rows: [
          { what: "resident at the end, least of the last part", value: Math.round(memory.at(-1)!), unit: "MiB" },
          {
            what: "slope per million requests, after the first quarter",
            value: slopeOf(settled) * (1e6 / (REQUESTS / PARTS)),
            unit: "MiB",
            limit: 10,
          },
        ],
        notes: [`least resident, MiB, of each ${REQUESTS / PARTS} requests: ${memory.map((m) => Math.round(m)).join(" ")}`],
      };
    } finally {
      await stage.close();
    }
  },
};
