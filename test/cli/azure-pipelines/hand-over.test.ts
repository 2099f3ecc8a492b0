import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type FakeRun, fakeBuilds } from "../../support/azure-builds";
import { inProcess } from "../../support/in-process";
import { openTerraformLab, withTerraform } from "../../support/terraform-lab";

withTerraform("as pipelines do it: what nobody reviewed stops with a review, and is applied once somebody names that run", async () => {
  const lab = openTerraformLab();
  const runs: FakeRun[] = [];
  const azure = await fakeBuilds(runs, {});
  const before = { ...process.env };
  Object.assign(process.env, azure.variables, { TF_BUILD: "True" });
  const at = (name: string) => join(lab.folder, name);
  const review = ["--comment", at("review/comment.md"), "--json", at("review/verdict.json")];
  const fetch = (run: string) => inProcess(["fetch-review", "dev", "--run", run, "--to", at("reviewed.json"), "--source", lab.folder]);
  try {
    lab.synth("one");
    expect((await fetch("0")).stdout).toBe("dev: nothing was reviewed; a change will stop with a review\n");
    const stopped = await lab.deploy("--reviewed", at("reviewed.json"), ...review);
    expect([stopped.code, stopped.stderr]).toEqual([
      3,
      expect.stringMatching(
        /dev-upstream: expected a plan of a stack that was reviewed: none, got dev-upstream\.[\s\S]*0 of 2 stacks applied/,
      ),
    ]);
    const { stdout } = await inProcess(["keep-review", "dev", at("review"), "--again"]);
    expect(stdout).toContain("setvariable variable=changes;isOutput=true;]true");
    // what the agent does with the line
    const [, name, file] = /##vso\[task\.addattachment type=mlops-review;name=([\w-]+);\](.*)/.exec(stdout)!;
    // what the run kept of the place before it stopped
    const before = { name: "dev", text: JSON.stringify({ ...JSON.parse(readFileSync(file!, "utf8")), stacks: [] }) };
    const attached = [{ name: name!, text: readFileSync(file!, "utf8") }, before];
    runs.push({ id: 200, pipeline: { id: 7, name: "deploy" }, branch: "refs/heads/main", result: "failed", attached });

    expect((await fetch("200")).stdout).toBe("dev: reviewed were dev-upstream, dev-downstream\n");
    const again = await lab.deploy("--reviewed", at("reviewed.json"), ...review);
    // the second stack was reviewed by its code only
    expect([again.code, again.stderr]).toEqual([
      3,
      expect.stringContaining("1 of 2 stacks applied: dev-upstream\nstopped before dev-downstream"),
    ]);
    expect(lab.output("dev-upstream")).toBeDefined();
  } finally {
    process.env = before;
    await azure.close();
    lab.close();
  }
});
