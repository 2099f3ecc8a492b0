import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import type { Bench, BenchRow } from "./bench";

const BENCHES = ["start", "boosted-trees", "drift", "features", "score", "serve", "synth"] as const;
/** They take minutes, and run only by name. */
const BY_NAME = ["overload", "soak"] as const;

const machine = () => {
  const [cpu] = cpus();
  const load = readFileSync("/proc/loadavg", { encoding: "utf8", flag: "r" }).split(" ")[0];
  return `${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform}; load before: ${load}`;
};

const isKept = ({ value, limit, least }: BenchRow) => (limit === undefined || value <= limit) && (least === undefined || value >= least);

function judged(row: BenchRow): string {
  const { limit, least } = row;
  if (limit !== undefined) return isKept(row) ? `  within ${limit}` : `  OVER ${limit}`;
  if (least !== undefined) return isKept(row) ? `  at least ${least}` : `  UNDER ${least}`;
  return "";
}

const line = (row: BenchRow) =>
  `  ${row.what.padEnd(64)}${(Number.isInteger(row.value) ? String(row.value) : row.value.toPrecision(3)).padStart(9)} ${row.unit.padEnd(4)}${judged(row)}`;

/** Each bench runs in a process of its own, so that none suffers from the heap of another. */
async function main(wanted: readonly string[]): Promise<void> {
  if (wanted.length === 1 && process.env.BENCH_CHILD !== undefined) {
    const { bench } = (await import(join(__dirname, `${wanted[0]}.ts`))) as { bench: Bench };
    const { rows, notes } = await bench.run();
    console.log([`${bench.title}`, ...rows.map(line), ...notes.map((n) => `  ${n}`), ""].join("\n"));
    if (!rows.every(isKept)) process.exitCode = 1;
    return;
  }
  const known: readonly string[] = [...BENCHES, ...BY_NAME];
  const odd = wanted.filter((name) => !known.includes(name));
  if (odd.length > 0) {
    console.error(`expected benches among ${known.join(", ")}, got ${odd.join(", ")}`);
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
