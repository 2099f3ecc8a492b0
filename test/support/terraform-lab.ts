import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { inProcess } from "./in-process";
import type { Ended } from "./lab";
import { addTwoStacks } from "./two-stacks";

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
/** What Terraform itself has to answer, asked where there is one; the rest of the suite needs nothing but Node. */
export const withTerraform = (name: string, body: () => Promise<void>): void => {
  if (hasTerraform) test(name, body);
};

const QUIET = { TF_IN_AUTOMATION: "1", TF_INPUT: "0", CHECKPOINT_DISABLE: "1" };

/** Runs terraform in a folder, and gives what it wrote to standard output. */
export const terraformIn = (folder: string, ...args: readonly string[]): string =>
  execFileSync("terraform", args, { cwd: folder, encoding: "utf8", env: { ...process.env, ...QUIET }, stdio: ["ignore", "pipe", "pipe"] });

/** Two stacks of `terraform_data` in `dev`, of which the second reads the first, in a checkout of their own. */
export interface TerraformLab {
  readonly folder: string;
  /** Writes cdktf.out anew. */
  synth(upstream: string, downstream?: string): void;
  /** The stacks' folders. */
  stack(id: "dev-upstream" | "dev-downstream"): string;
  /** The output of a stack's resource, by its state. */
  output(id: "dev-upstream" | "dev-downstream"): unknown;
  deploy(...args: readonly string[]): Promise<Ended>;
  close(): void;
}

export function openTerraformLab(): TerraformLab {
  const folder = mkdtempSync(join(tmpdir(), "terraform-lab-"));
  const as = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "maintenance.auto=false"];
  const git = (...args: readonly string[]) => execFileSync("git", ["-C", folder, ...as, ...args]);
  cpSync("environments", join(folder, "environments"), { recursive: true, filter: (path) => !path.endsWith(".ts") });
  writeFileSync(join(folder, ".gitignore"), "cdktf.out\n.tfstate\n*.json\n");
  writeFileSync(join(folder, "code.txt"), "one\n");
  git("init", "-q", "--template=");
  git("add", "-A");
  git("commit", "-qm", "first");
  const out = join(folder, "cdktf.out");
  const stack = (id: string) => join(out, "stacks", id);
  return {
    folder,
    synth(upstream, downstream = "same") {
      rmSync(out, { recursive: true, force: true });
      mkdirSync(out, { recursive: true });
      // what cdktf validates is Terraform's version, by starting it once a stack
      const app = new App({ outdir: out, skipValidation: true });
      addTwoStacks(app, upstream, downstream);
      app.synth();
    },
    stack,
    output: (id) =>
      JSON.parse(readFileSync(join(folder, ".tfstate", `${id}.tfstate`), "utf8")).resources.find(
        (r: { mode: string }) => r.mode === "managed",
      )?.instances[0].attributes.output.value,
    deploy: (...args) => inProcess(["deploy", "dev", ...args, "--out", out, "--source", folder, "--rest", join(folder, "rest.md")]),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
