import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setInterval } from "node:timers";
import type { Bench } from "./bench";

/** The largest resident set, in MiB, of any process in the group, looked at every 50 ms from the kernel's own high-water marks. */
function watchMemory(group: number): { stop(): number } {
  let peak = 0;
  const timer = setInterval(() => {
    for (const pid of readdirSync("/proc").filter((p) => /^\d+$/.test(p))) {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        if (Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]) !== group) continue;
        peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024);
      } catch {
        // the process ended between two looks
      }
    }
  }, 50);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

async function start(place: string): Promise<{ readonly seconds: number; readonly peak: number }> {
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    [resolve(__dirname, "../cli/bin.mjs"), "start", "--work", join(place, "work"), "--report", join(place, "report.html")],
    { detached: true, stdio: "ignore" },
  );
  const memory = watchMemory(child.pid!);
  const code = await new Promise((done) => child.on("exit", done));
  if (code !== 0) throw new Error(`the main job ended with ${code}`);
  return { seconds: (performance.now() - begun) / 1000, peak: memory.stop() };
}

export const bench: Bench = {
  name: "start",
  title: "The main job: two models from raw bars to their verdicts, years of service replayed, and the report",
  async run() {
    const place = mkdtempSync(join(tmpdir(), "start-"));
    try {
      const first = await start(place);
      const second = await start(place);
      return {
        rows: [
          { what: "in an empty folder", value: first.seconds, unit: "s", limit: 60 },
          { what: "again, with nothing changed", value: second.seconds, unit: "s" },
          { what: "largest process", value: Math.round(first.peak), unit: "MiB", limit: 1500 },
        ],
        notes: [],
      };
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  },
};
