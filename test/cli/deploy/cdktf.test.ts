import { type ChildProcess, spawn, spawnSync } from "node:child_process";
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

let atWork: ChildProcess | undefined;
afterEach(() => atWork?.kill("SIGKILL"));

/** Milliseconds between two presses of the key: what shows the prompt may not listen yet when it can be read. */
const PRESS = 250;

/** Runs a command at a terminal of its own, where a person approves each plan that is shown. */
async function atTerminal(command: string, folder: string): Promise<{ readonly code: number | null; readonly asked: number }> {
  const env = { ...process.env, CHECKPOINT_DISABLE: "1", CI: "", TERM: "xterm" };
  const child = spawn("script", ["-qec", command, "/dev/null"], { cwd: folder, env, stdio: ["pipe", "pipe", "inherit"] });
  atWork = child;
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const prompts = () => new Set(said.match(/Please review the diff output above for [\w-]+/g)).size;
  const approved = () => new Set(said.match(/terraform_data\.\w+: Creation complete/g)).size;
  // "Approve" is what is chosen unless one goes elsewhere; a press between two prompts would be an answer that the second is not yet shown for
  const pressing = setInterval(() => {
    if (prompts() > approved() && child.stdin.writable) child.stdin.write("\r");
  }, PRESS);
  const code = await new Promise<number | null>((done) => child.on("close", done));
  clearInterval(pressing);
  return { code, asked: prompts() };
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
    const { code, asked } = await atTerminal(`${resolve("node_modules/.bin/cdktf")} deploy 'dev-*'`, lab.folder);
    expect([code, asked]).toEqual([0, 2]);
    // the second could not read the first, had it been applied before it
    expect(lab.output("dev-downstream")).toEqual({ reads: "one", own: "same" });
    expect(await lab.deploy()).toMatchObject({ code: 0, stderr: expect.stringContaining("0 of 2 stacks applied\n") });
  });
