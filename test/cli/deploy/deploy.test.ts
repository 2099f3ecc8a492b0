import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { deployStacks } from "../../../cli/deploy/deploy-stacks";
import { pickStacks, readManifest } from "../../../cli/deploy/manifest";
import type { SavedPlan } from "../../../cli/deploy/stack-plan";
import { inProcess } from "../../support/in-process";
import { openTerraformLab, type TerraformLab, terraformIn, withTerraform } from "../../support/terraform-lab";

let lab: TerraformLab;
beforeEach(() => {
  lab = openTerraformLab();
});
afterEach(() => lab.close());

const at = (file: string) => join(lab.folder, file);
const verdict = (file: string) => JSON.parse(readFileSync(at(file), "utf8"));
/** A folder that keeps the states of both stacks once they are applied. */
const states = mkdtempSync(join(tmpdir(), "states-"));
afterAll(() => rmSync(states, { recursive: true }));
/** Both stacks as they are once their code was applied, without a review: applied the first time, from then on by those states. */
function applied(): void {
  lab.synth("one");
  if (readdirSync(states).length === 0) {
    for (const id of ["dev-upstream", "dev-downstream"] as const) {
      terraformIn(lab.stack(id), "init", "-no-color");
      terraformIn(lab.stack(id), "apply", "-no-color", "-auto-approve");
    }
    cpSync(at(".tfstate"), states, { recursive: true });
  } else cpSync(states, at(".tfstate"), { recursive: true });
}
/** What stands between the two stacks and the disk, for tests that are the person at the terminal. */
const asked = (ask: (plan: SavedPlan) => Promise<boolean>) => {
  const [out, work] = [at("cdktf.out"), at("work")];
  mkdirSync(work, { recursive: true });
  const all = readManifest(out);
  const said: string[] = [];
  const deployment = {
    all,
    tree: "a".repeat(40),
    plan: { work, destroy: false, lock: true },
    ask,
    say: (l: string) => said.push(l),
    onOutput: () => {},
  };
  return { said, run: () => deployStacks({ ...deployment, stacks: pickStacks(all, "dev", []) }) };
};

withTerraform(
  "an empty environment: nothing is applied that was not reviewed, each stack after what it reads, and then there is nothing left to do",
  async () => {
    lab.synth("one");
    const without = await lab.deploy();
    expect(without).toMatchObject({ code: 3, stderr: expect.stringMatching(/^0 of 2 stacks applied\nstopped before dev-upstream: /) });
    const ahead = await lab.deploy("--plan-only", "--json", at("1.json"));
    expect(ahead.code).toBe(0);
    expect(ahead.stdout).toContain(
      "**Provisional**: `dev-downstream`, as dev-upstream was never applied, and it reads that. It is planned and reviewed again before it is applied.",
    );
    expect(ahead.stdout).toMatch(/### dev-upstream: 1 to create\n[\s\S]*### dev-downstream: 1 to create\n/);
    // the second was reviewed by its code only: its plan is another, and has to be seen
    const first = await lab.deploy("--reviewed", at("1.json"), "--json", at("2.json"));
    expect(first).toMatchObject({ code: 3, stderr: expect.stringContaining("1 of 2 stacks applied: dev-upstream\n") });
    expect(verdict("2.json").stacks).toMatchObject([{ stack: "dev-downstream", provisional: null }]);
    const second = await lab.deploy("--reviewed", at("2.json"));
    expect(second).toMatchObject({ code: 0, stderr: expect.stringContaining("dev-downstream: applying what was reviewed\n") });
    expect(lab.output("dev-downstream")).toEqual({ reads: "one", own: "same" });
    expect(await lab.deploy()).toMatchObject({ code: 0, stdout: "", stderr: expect.stringContaining("0 of 2 stacks applied\n") });
    expect((await lab.deploy("--plan-only")).stdout).toBe("**No changes**: `dev-upstream`, `dev-downstream` are as the code says.\n");
  },
);

withTerraform("a change of the first stack makes the reviewed plan of the second stale: Terraform does not see it, this does", async () => {
  applied();
  lab.synth("two", "changed");
  const ahead = await lab.deploy("--plan-only", "--json", at("v.json"));
  expect(ahead.stdout).toContain("**Provisional**: `dev-downstream`, as it reads dev-upstream, where changes are still to be applied.");
  const folder = lab.stack("dev-downstream");
  terraformIn(folder, "plan", "-no-color", "-out=reviewed.plan");
  const { code, stdout, stderr } = await lab.deploy("--reviewed", at("v.json"), "--json", at("new.json"));
  expect([code, stderr]).toEqual([3, expect.stringContaining("dev-downstream: changes: expected those of the digest")]);
  expect(stdout).toContain('- change `terraform_data.User`: `input.own`: `"same"` → `"changed"`; `input.reads`: `"one"` → `"two"`;');
  expect(lab.output("dev-downstream")).toEqual({ reads: "one", own: "same" });
  // the plan of before knows nothing of it, and Terraform takes it
  expect(terraformIn(folder, "apply", "-no-color", "reviewed.plan")).toContain("Apply complete!");
  expect(lab.output("dev-downstream")).toEqual({ reads: "one", own: "changed" });
});

withTerraform("a stack whose upstream changes without any effect on it is applied as it was reviewed", async () => {
  applied();
  lab.synth("one", "changed");
  await lab.deploy("--plan-only", "--json", at("v.json"));
  expect(await lab.deploy("--reviewed", at("v.json"))).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("1 of 2 stacks applied: dev-downstream"),
  });
  expect(lab.output("dev-downstream")).toEqual({ reads: "one", own: "changed" });
});

withTerraform("a review of another source, another state or another change is refused, before anything is touched", async () => {
  applied();
  lab.synth("one", "changed");
  await lab.deploy("downstream", "--plan-only", "--json", at("v.json"));
  const refused = async (what: string | RegExp) => {
    const { code, stderr } = await lab.deploy("downstream", "--reviewed", at("v.json"));
    expect([code, stderr]).toEqual([3, expect.stringMatching(what)]);
    expect(stderr).toContain("0 of 1 stacks applied");
    expect(lab.output("dev-downstream")).toEqual({ reads: "one", own: "same" });
  };
  writeFileSync(at("code.txt"), "two\n");
  await refused("dev-downstream: source: expected the git tree");
  execFileSync("git", ["-C", lab.folder, "checkout", "-q", "code.txt"]);
  lab.synth("one", "other");
  await refused("dev-downstream: changes: expected those of the digest");
  lab.synth("one", "changed");
  const lineage = { ...verdict("v.json"), stacks: [{ ...verdict("v.json").stacks[0], state: { lineage: "x", serial: 1 } }] };
  writeFileSync(at("v.json"), JSON.stringify(lineage));
  await refused(/dev-downstream: state: expected serial 1 of lineage x, got serial \d+ of lineage [\da-f-]{36}\./);
});

withTerraform("at a terminal each plan is shown and asked for; a no stops, and the very plan that was shown is applied", async () => {
  lab.synth("one");
  const shown: string[] = [];
  const no = asked(async ({ changes }) => changes.stack === "dev-upstream");
  expect(await no.run()).toMatchObject({ applied: ["dev-upstream"], stopped: [{ changes: { stack: "dev-downstream" } }] });
  const yes = asked(async ({ changes, file }) => {
    shown.push(changes.stack, file);
    // what is written meanwhile is not applied: the plan is the one that was shown
    const json = join(lab.stack("dev-downstream"), "cdk.tf.json");
    writeFileSync(json, readFileSync(json, "utf8").replace('"same"', '"sneaked in"'));
    return true;
  });
  expect(await yes.run()).toEqual({ applied: ["dev-downstream"] });
  expect(shown).toEqual(["dev-downstream", at("work/dev-downstream.plan")]);
  expect(lab.output("dev-downstream")).toEqual({ reads: "one", own: "same" });
});

withTerraform("what somebody else applies between the answer and the apply is not overwritten", async () => {
  applied();
  lab.synth("two");
  const meanwhile = asked(async () => {
    terraformIn(lab.stack("dev-upstream"), "apply", "-no-color", "-auto-approve");
    return true;
  });
  await expect(meanwhile.run()).rejects.toThrow(/dev-upstream: expected `terraform apply` to succeed, got .*[Ss]aved plan is stale/);
});

withTerraform("a stack that reads what was never applied, and is not asked for, says what to deploy first", async () => {
  lab.synth("one");
  expect(await lab.deploy("downstream")).toMatchObject({
    code: 1,
    stderr: "dev-downstream: expected the stacks that it reads to be applied, got nothing of dev-upstream. Deploy that first.\n",
  });
});

withTerraform("a plan that fails for another reason says so in Terraform's words", async () => {
  lab.synth("one");
  writeFileSync(
    join(lab.stack("dev-upstream"), "cdk.tf.json"),
    JSON.stringify({ resource: { terraform_data: { A: { input: `\${terraform_data.gone.id}` } } } }),
  );
  const { code, stderr } = await lab.deploy("--plan-only");
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/dev-upstream: expected `terraform \w+` to succeed, got .*Reference to undeclared resource/),
  ]);
});

withTerraform("destroy goes the other way round, by review as well, and for dev only", async () => {
  applied();
  const ahead = await lab.deploy("--destroy", "--plan-only", "--json", at("v.json"));
  expect(ahead.stdout).toMatch(/^## Plan: 2 to destroy[\s\S]*### dev-downstream: 1 to destroy[\s\S]*### dev-upstream: 1 to destroy/);
  expect(await lab.deploy("--destroy", "--reviewed", at("v.json"))).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("2 of 2 stacks applied: dev-downstream, dev-upstream"),
  });
  expect(terraformIn(lab.stack("dev-upstream"), "state", "list")).toBe("");
  writeFileSync(
    at("environments/dev.yaml"),
    readFileSync(at("environments/dev.yaml"), "utf8").replace("protectData: false", "protectData: true"),
  );
  const guarded = await lab.deploy("--destroy", "--environments", at("environments"));
  expect(guarded).toMatchObject({ code: 2, stderr: expect.stringContaining("expected an environment whose file says protectData: false") });
});

test("without Terraform it says what to install", async () => {
  lab.synth("one");
  const bin = at("bin");
  mkdirSync(bin);
  symlinkSync(execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim(), join(bin, "git"));
  const ended = await inProcess(["deploy", "dev", "--out", at("cdktf.out"), "--source", lab.folder], { PATH: bin });
  expect([ended.code, ended.stderr]).toEqual([1, "terraform is not on the PATH. Install Terraform 1.11 or newer.\n"]);
});

describe("wrong use", () => {
  beforeEach(() => lab.synth("one"));
  test.each([
    [["data"], 'stack: expected some of dev-downstream, dev-upstream, got "data"'],
    [["--plan-only", "--reviewed", "x"], "expected one of them, got both"],
    [["--fail-on", "change"], "--fail-on change: expected with --plan-only, got without"],
    [["--reviewed", "/gone.json"], '--reviewed: expected a file, got "/gone.json"'],
  ])("%j: %s", async (args, message) => {
    expect(await lab.deploy(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});

withTerraform(
  "stopped half-way, it waits for what Terraform has begun: the state is written, its lock is free, no plan file is left",
  async () => {
    lab.synth("one");
    const started = "echo begun && sleep 30";
    const resource = { terraform_data: { Slow: { provisioner: [{ "local-exec": { command: started } }] }, Quick: { input: "x" } } };
    const json = join(lab.stack("dev-upstream"), "cdk.tf.json");
    writeFileSync(json, JSON.stringify({ ...JSON.parse(readFileSync(json, "utf8")), output: undefined, resource }));
    expect(await lab.deploy("upstream", "--plan-only", "--json", at("v.json"))).toMatchObject({ code: 0, stderr: "" });
    mkdirSync(at("temporary"));
    const args = ["deploy", "dev", "upstream", "--reviewed", at("v.json"), "--out", at("cdktf.out"), "--source", lab.folder];
    const child = spawn(process.execPath, [resolve("cli/bin.mjs"), ...args], { env: { ...process.env, TMPDIR: at("temporary") } });
    let said = "";
    child.stderr.on("data", (text) => {
      said += text;
      if (/\(local-exec\): begun/.test(said) && !child.killed) child.kill("SIGTERM");
    });
    const code = await new Promise((done) => child.on("close", done));
    expect([code, said]).toEqual([
      143,
      expect.stringMatching(/Interrupt received[\s\S]*stopped; what was done stays, and the next run goes on from there\n$/),
    ]);
    expect(terraformIn(lab.stack("dev-upstream"), "state", "list")).toContain("terraform_data.Quick");
    expect(readdirSync(at("temporary")).filter((f) => f.startsWith("deploy-"))).toEqual([]);
    expect((await lab.deploy("upstream")).stderr).toContain("stopped before dev-upstream");
  },
);
