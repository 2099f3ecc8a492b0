import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../cli/paths";
import type { BenchRow } from "./bench";

const RUNS = 3;
const MEGABYTE = 1024;

/** What Node says of a process at its exit: kilobytes and microseconds. */
type Usage = Pick<NodeJS.ResourceUsage, "maxRSS" | "userCPUTime" | "systemCPUTime">;

/** Leaves what a process has used in a folder; loaded into every process of the app. */
const probe = (folder: string) =>
  `process.on("exit", () => require("node:fs").writeFileSync(${JSON.stringify(folder)} + "/" + process.pid, JSON.stringify(process.resourceUsage())));`;

/** Time and memory in which the app process, as `cdktf.json` starts it, writes all environments. */
export const bench = {
  name: "synth",
  title: `Synth: node --import tsx main.ts, all environments, bundles built before, best of ${RUNS}`,
  async run(): Promise<{ rows: BenchRow[]; notes: string[] }> {
    const work = mkdtempSync(join(tmpdir(), "synth-bench-"));
    try {
      const used = join(work, "used");
      mkdirSync(used);
      writeFileSync(join(work, "probe.cjs"), probe(used));
      const outdir = join(work, "cdktf.out");
      const synth = (variables: NodeJS.ProcessEnv) => {
        const began = performance.now();
        const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "main.ts"], {
          cwd: ROOT,
          encoding: "utf8",
          env: { ...process.env, ...variables, CDKTF_OUTDIR: outdir },
        });
        if (status !== 0) throw new Error(`synth failed:\n${stderr}`);
        return (performance.now() - began) / 1000;
      };
      synth({ NODE_OPTIONS: `--require ${join(work, "probe.cjs")}` });
      const usage = readdirSync(used).map((pid) => JSON.parse(readFileSync(join(used, pid), "utf8")) as Usage);
      const cpu = usage.reduce((sum, u) => sum + u.userCPUTime + u.systemCPUTime, 0) / 1e6;
      const seconds = Array.from({ length: RUNS }, () => synth({}));
      const stacks = readdirSync(join(outdir, "stacks"));
      const bytes = stacks.map((id) => statSync(join(outdir, "stacks", id, "cdk.tf.json")).size).reduce((a, b) => a + b, 0);
      return {
        rows: [
          { what: `${stacks.length} stacks of all environments`, value: Math.min(...seconds), unit: "s", limit: 3 },
          {
            what: "most memory that one of its processes held",
            value: Math.max(...usage.map((u) => u.maxRSS)) / MEGABYTE,
            unit: "MB",
            limit: 400,
          },
          { what: "CPU time of all its processes", value: cpu, unit: "s" },
          { what: "Terraform JSON written", value: bytes / 1e6, unit: "MB" },
        ],
        notes: ["Node's own start and tsx are within; the CLI that starts the app is not."],
      };
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  },
};
