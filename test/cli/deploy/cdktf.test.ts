import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { openTerraformLab, type TerraformLab, withTerraform } from "../../support/terraform-lab";

let lab: TerraformLab;
beforeEach(() => {
  lab = openTerraformLab();
});
afterEach(() => lab.close());

/** The app of the lab as a program of its own, as cdktf wants it. */
const APP = `
const { App } = require(${JSON.stringify(resolve("node_modules/cdktf"))});
require(${JSON.stringify(resolve("node_modules/tsx/dist/cjs/index.cjs"))});
const { addTwoStacks } = require(${JSON.stringify(resolve("test/support/two-stacks.ts"))});
const app = new App();
addTwoStacks(app, "one", "same");
app.synth();
`;

/** Runs a command at a terminal of its own, where a person approves each plan that is shown. */
function atTerminal(
  command: string,
  folder: string,
): Promise<{ readonly code: number | null; readonly said: string; readonly approved: number }> {
  const env = { ...process.env, CHECKPOINT_DISABLE: "1", CI: "", TERM: "xterm" };
  const child = spawn("script", ["-qec", command, "/dev/null"], { cwd: folder, env, stdio: ["pipe", "pipe", "inherit"] });
  let [said, approved] = ["", 0];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    const asked = said.match(/Please review the diff output above for [\w-]+/g) ?? [];
    const stacks = new Set(asked);
    if (stacks.size > approved && /Approve/.test(said.slice(said.lastIndexOf("Please review")))) {
      approved = stacks.size;
      child.stdin.write("\r");
    }
  });
  return new Promise((done) => child.on("close", (code) => done({ code, said, approved })));
}

// util-linux's, which gives a command a terminal
const hasTerminal = /util-linux/.test(spawnSync("script", ["--version"], { encoding: "utf8" }).stdout ?? "");
if (hasTerminal)
  withTerraform("cdktf deploy applies stack after stack as a person approves each, and mlops deploy finds nothing left to do", async () => {
    writeFileSync(join(lab.folder, "app.cjs"), APP);
    writeFileSync(
      join(lab.folder, "cdktf.json"),
      JSON.stringify({ language: "typescript", app: "node app.cjs", projectId: "x", sendCrashReports: "false" }),
    );
    const { code, said, approved } = await atTerminal(`${resolve("node_modules/.bin/cdktf")} deploy 'dev-*'`, lab.folder);
    expect([code, approved]).toEqual([0, 2]);
    expect(said.indexOf("terraform_data.Kept: Creation complete")).toBeLessThan(said.indexOf("terraform_data.User: Creation complete"));
    expect(lab.output("dev-downstream")).toEqual({ reads: "one", own: "same" });
    expect(await lab.deploy()).toMatchObject({ code: 0, stderr: expect.stringContaining("0 of 2 stacks applied\n") });
  });
