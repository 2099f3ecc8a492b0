import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inProcess } from "../../support/in-process";
import { openTerraformLab, type TerraformLab, terraformIn, withTerraform } from "../../support/terraform-lab";

let lab: TerraformLab;
beforeEach(() => {
  lab = openTerraformLab();
});
afterEach(() => lab.close());

/** Writes a stack by hand, plans it, and leaves its plan, the plan's JSON and the state beside each other. */
function plan(stack: object, name = "dev-data"): string {
  const folder = join(lab.folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(stack));
  if (!existsSync(join(folder, ".terraform"))) terraformIn(folder, "init", "-no-color");
  terraformIn(folder, "plan", "-no-color", "-out=plan.bin");
  return show(name);
}
function show(name = "dev-data"): string {
  const folder = join(lab.folder, name);
  const file = join(lab.folder, `${name}.plan.json`);
  writeFileSync(file, terraformIn(folder, "show", "-json", "plan.bin"));
  writeFileSync(join(lab.folder, `${name}.state.json`), terraformIn(folder, "state", "pull"));
  return file;
}
const apply = (name = "dev-data") => terraformIn(join(lab.folder, name), "apply", "-no-color", "plan.bin");
const review = (files: readonly string[], ...more: readonly string[]) =>
  inProcess(["plan-review", ...files, "--source", lab.folder, ...more]);
const verify = (file: string) => inProcess(["plan-verify", file, "--reviewed", join(lab.folder, "v.json"), "--source", lab.folder]);
const data = (resources: object, more: object = {}) => ({ resource: { terraform_data: resources }, ...more });
const secret = (value: string) => ({ variable: { secret: { default: value, sensitive: true } } });

const FIRST = data(
  { A: { input: "x" }, B: { input: "y", triggers_replace: "1" }, C: { input: "z" }, Old: { input: "m" }, S: { input: `\${var.secret}` } },
  { ...secret("hunter-one"), output: { o: { value: `\${terraform_data.A.output}` } } },
);
const SECOND = data(
  { A: { input: "x2" }, B: { input: "y", triggers_replace: "2" }, New: { input: "m" }, S: { input: `\${var.secret}` }, I: { input: "i" } },
  {
    ...secret("hunter-two"),
    output: { o: { value: `\${terraform_data.A.output}` } },
    moved: [{ from: "terraform_data.Old", to: "terraform_data.New" }],
    import: [{ to: "terraform_data.I", id: "abc" }],
  },
);

withTerraform("what a real plan creates, changes, replaces, destroys, moves and takes in is told, and no secret", async () => {
  plan(FIRST);
  apply();
  const { code, stdout } = await review([plan(SECOND)], "--json", join(lab.folder, "v.json"));
  expect(code).toBe(0);
  const lines = stdout.split("\n").map((l) => l.replace(/"[0-9a-f-]{36}"/, '"<id>"'));
  expect(lines[0]).toBe("## Plan: 3 to change, 1 to replace, 1 to destroy, 1 to move, 1 to take in, 1 output");
  expect(lines.filter((l) => l.startsWith("- "))).toEqual([
    "- `terraform_data.S` in `dev-data` gets another secret value in `input`",
    expect.stringMatching(
      /^- `terraform_data\.A` in `dev-data` is the first of 5 changes in dev that \d+ models can feel: .+, by way of dev-data$/,
    ),
    "- `terraform_data.B` in `dev-data` is destroyed and made anew, because `triggers_replace` cannot be changed in place",
    "- `terraform_data.C` in `dev-data` is destroyed",
    '- change `terraform_data.A`: `input`: `"x"` → `"x2"`; `output`: `"x"` → known after apply',
    '- replace `terraform_data.B`, because of `triggers_replace`: `id`: `"<id>"` → known after apply; `output`: `"y"` → known after apply; `triggers_replace`: `"1"` → `"2"`',
    "- destroy `terraform_data.C`",
    '- change `terraform_data.I`, taken in as `abc`: `input`: nothing → `"i"`; `output`: nothing → known after apply',
    "- move `terraform_data.New`, moved from `terraform_data.Old`",
    "- change `terraform_data.S`: `input`: (sensitive), another value; `output`: (sensitive) → known after apply",
    '- output `o` change: value: `"x"` → known after apply',
  ]);
  const verdict = readFileSync(join(lab.folder, "v.json"), "utf8");
  expect(stdout + verdict).not.toMatch(/hunter/);
  const { serial, lineage } = JSON.parse(readFileSync(join(lab.folder, "dev-data.state.json"), "utf8"));
  expect(JSON.parse(verdict).stacks).toMatchObject([{ stack: "dev-data", changes: 7, state: { serial, lineage }, provisional: null }]);
});

withTerraform("the saved plan is verified and applied; planned again it is the same; nothing is left then, in a line", async () => {
  const file = plan(FIRST);
  await review([file], "--json", join(lab.folder, "v.json"));
  plan(FIRST);
  expect(await verify(file)).toMatchObject({ code: 0, stdout: "dev-data: as reviewed\n" });
  apply();
  expect((await review([plan(FIRST)])).stdout).toBe("**No changes**: `dev-data` is as the code says.\n");
});

withTerraform(
  "another plan is refused, and it is said what is another: the changes, the secret, the state, the source, the stack",
  async () => {
    const file = plan(FIRST);
    await review([file], "--json", join(lab.folder, "v.json"));
    const refused = async (what: string) => {
      const { code, stderr } = await verify(file);
      expect([code, stderr]).toEqual([1, expect.stringContaining(what)]);
      expect(stderr.match(/: expected/g)).toHaveLength(1);
      expect(stderr).not.toContain("hunter");
    };
    plan(
      data(
        { ...FIRST.resource.terraform_data, A: { input: "other" } },
        { ...secret("hunter-one"), output: (FIRST as unknown as { output: object }).output },
      ),
    );
    await refused("dev-data: changes: expected those of the digest");
    plan({ ...FIRST, ...secret("hunter-two") });
    await refused("dev-data: changes: expected those of the digest");
    plan(FIRST);
    writeFileSync(
      join(lab.folder, "dev-data.state.json"),
      JSON.stringify({ version: 4, lineage: "other", serial: 1, outputs: {}, resources: [] }),
    );
    // the state is in what seals secret values, so that the changes cannot be told to be the same
    const { stderr } = await verify(file);
    expect(stderr).toContain("dev-data: state: expected none, got serial 1 of lineage other.");
    show();
    writeFileSync(join(lab.folder, "code.txt"), "two\n");
    await refused("dev-data: source: expected the git tree");
    execFileSync("git", ["-C", lab.folder, "checkout", "-q", "code.txt"]);
    const foreign = plan(FIRST, "dev-other");
    expect(await verify(foreign)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("expected a plan of a stack that was reviewed: dev-data, got dev-other"),
    });
  },
);

withTerraform("what was changed by others is drift", async () => {
  plan(data({ A: { input: "x" } }, { terraform: { backend: { local: { path: "here.tfstate" } } } }));
  apply();
  const state = join(lab.folder, "dev-data", "here.tfstate");
  writeFileSync(state, readFileSync(state, "utf8").replace('"x"', '"by hand"'));
  const { stdout } = await review([plan(data({ A: { input: "x" } }, { terraform: { backend: { local: { path: "here.tfstate" } } } }))]);
  expect(stdout).toContain('- change `terraform_data.A`: `input`: `"by hand"` → `"x"`');
});

test("bad files are told together, each with what to do", async () => {
  writeFileSync(join(lab.folder, "dev-data.plan.json"), '{"format_version":"1.2"');
  writeFileSync(join(lab.folder, "dev-ml.plan.json"), "");
  const { code, stderr } = await review([
    join(lab.folder, "dev-data.plan.json"),
    join(lab.folder, "dev-ml.plan.json"),
    join(lab.folder, "gone.plan.json"),
  ]);
  expect(code).toBe(1);
  expect(stderr).toContain("expected JSON, got a file that breaks off. Make one: `terraform plan -out=plan.bin`");
  expect(stderr).toContain("expected the JSON of a plan, got an empty file");
  expect(stderr).toMatch(/dev-data\.state\.json: expected a file, got none\. Make it .* `terraform state pull > dev-data\.state\.json`/);
  expect(stderr).toMatch(/gone\.plan\.json: expected a file, got none/);
});

test("the exit code is by the policy; a comment and what it had to leave out go to files", async () => {
  const changes = Array.from({ length: 1500 }, (_, i) => ({
    ...{ address: `azurerm_storage_account.S${i}`, mode: "managed", type: "azurerm_storage_account", provider_name: "p" },
    change: {
      actions: ["delete"],
      before: { name: "x".repeat(60) },
      after: null,
      after_unknown: {},
      before_sensitive: {},
      after_sensitive: false,
    },
  }));
  const file = join(lab.folder, "dev-data.plan.json");
  writeFileSync(file, JSON.stringify({ format_version: "1.2", terraform_version: "1.11.4", resource_changes: changes }));
  writeFileSync(join(lab.folder, "dev-data.state.json"), "");
  const comment = join(lab.folder, "comment.md");
  const codes: (number | null)[] = [];
  for (const level of ["critical", "high", "change", "never", "worst"])
    codes.push((await review([file], "--comment", comment, "--fail-on", level)).code);
  // dev does not protect its data: what it loses is high, not critical
  expect(codes).toEqual([0, 3, 3, 0, 2]);
  expect(readFileSync(comment, "utf8").length).toBeLessThanOrEqual(150_000);
  expect(readFileSync(join(lab.folder, "plan-review-rest.md"), "utf8").match(/^- destroy/gm)).toHaveLength(1500);
});

test("outside of a checkout it says so", async () => {
  writeFileSync(join(lab.folder, "dev-data.plan.json"), JSON.stringify({ format_version: "1.2", terraform_version: "1.11.4" }));
  writeFileSync(join(lab.folder, "dev-data.state.json"), "");
  const { code, stderr } = await inProcess(["plan-review", join(lab.folder, "dev-data.plan.json"), "--source", "/proc"]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("/proc: expected a git checkout, got none.")]);
});
