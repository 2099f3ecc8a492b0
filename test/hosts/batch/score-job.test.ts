import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildBundle } from "../../../model-code/hosts/bundle";
import { linearPackage } from "../../support/linear-package";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "score-job-"));
  await linearPackage(join(folder, "package"));
  mkdirSync(join(folder, "rows"));
  writeFileSync(join(folder, "rows/a.csv"), "id,a,b,c\n1,1,2,x\n2,x,2,x\n");
  writeFileSync(join(folder, "rows/b.jsonl"), '{"a":2,"b":2,"c":"y"}\n');
  writeFileSync(join(folder, "rows/notes.txt"), "no rows");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function job(...args: string[]) {
  const { directory } = await buildBundle("job");
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(directory, "job.js"), "score", ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}
const at = (name: string) => `${name}=${join(folder, name)}`;

test("the job scores each file of a folder, as Azure ML would have it", async () => {
  const ended = await job("--model", "linear", "--input", at("rows"), "--input", at("package"), "--output", at("scored"));
  expect(ended).toEqual({ status: 0, stdout: "a.csv: 1 rows scored, 1 put aside\nb.jsonl: 1 rows scored, 0 put aside\n", stderr: "" });
  expect(readFileSync(join(folder, "scored/a.csv"), "utf8")).toBe("id,score,out_of_range\n1,16.0,\n");
  expect(JSON.parse(readFileSync(join(folder, "scored/a.csv.quarantine.jsonl"), "utf8"))).toMatchObject({ row: 2 });
  expect(JSON.parse(readFileSync(join(folder, "scored/b.jsonl"), "utf8"))).toEqual({ score: 15, out_of_range: null });
});

test("a package of another model, or arguments that are missing, are refused", async () => {
  const other = await job("--model", "other", "--input", at("rows"), "--input", at("package"), "--output", at("scored"));
  expect([other.status, other.stderr]).toEqual([1, expect.stringContaining("expected a package of other, got one of linear")]);
  const missing = await job("--model", "linear");
  for (const name of ["--input rows", "--input package", "--output scored"])
    expect(missing.stderr).toContain(`${name}: expected a value, got none`);
});
