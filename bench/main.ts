import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import type { Bench, BenchRow } from "./bench";

const BENCHES = ["start", "boosted-trees", "drift", "features", "score", "synth"] as const;

const machine = () => {
  const [cpu] = cpus();
  const load = readFileSync("/proc/loadavg", { encoding: "utf8", flag: "r" }).split(" ")[0];
  return `${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform}; load before: ${load}`;
};

const line = ({ what, value, unit, limit }: BenchRow) =>
  `  ${what.padEnd(64)}${(Number.isInteger(value) ? String(value) : value.toPrecision(3)).padStart(9)} ${unit.padEnd(4)}${limit === undefined ? "" : value <= limit ? `  within ${limit}` : `  OVER ${limit}`}`;

/** Each bench runs in a process of its own, so that none suffers from the heap of another. */
async function main(wanted: readonly string[]): Promise<void> {
  if (wanted.length === 1 && process.env.BENCH_CHILD !== undefined) {
    const { bench } = (await import(join(__dirname, `${wanted[0]}.ts`))) as { bench: Bench };
    const { rows, notes } = await bench.run();
    console.log([`${bench.title}`, ...rows.map(line), ...notes.map((n) => `  ${n}`), ""].join("\n"));
    if (rows.some((r) => r.limit !== undefined && r.value > r.limit)) process.exitCode = 1;
    return;
  }
  const odd = wanted.filter((name) => !(BENCHES as readonly string[]).includes(name));
  if (odd.length > 0) {
    console.error(`expected benches among ${BENCHES.join(", ")}, got ${odd.join(", ")}`);
    process.exitCode = 2;
    return;
  }
  console.log(`${machine()}\n`);
  for (const name of wanted.length === 0 ? BENCHES : wanted) {
    try {
      execFileSync(process.execPath, ["--expose-gc", "--import", "tsx", __filename, name], {
        stdio: "inherit",
        env: { ...process.env, BENCH_CHILD: "1" },
      });
    } catch {
      process.exitCode = 1;
    }
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
