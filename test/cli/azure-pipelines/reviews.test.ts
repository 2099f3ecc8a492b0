import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jobOf } from "../../../cli/azure-pipelines/job";
import { reviewedIn } from "../../../cli/azure-pipelines/reviewed";
import { workTree } from "../../../cli/plan-review/git-tree";
import { joinComments } from "../../../cli/plan-review/join-comments";
import type { Verdict } from "../../../cli/plan-review/verdict";
import { type FakeRun, fakeBuilds } from "../../support/azure-builds";
import { fakeRepos } from "../../support/azure-repos";
import { inProcess } from "../../support/in-process";

const verdict = (stack: string, changes = 1): string => {
  const planned = { stack, changes, digest: "ab".repeat(32), salt: "cd".repeat(16), state: null, provisional: null };
  return JSON.stringify({
    version: 1,
    tree: "ef".repeat(20),
    level: "none",
    approvers: [],
    stacks: [planned],
    findings: [],
  } satisfies Verdict);
};
const DEPLOY = { id: 7, name: "deploy" };
const REVIEWS = { id: 5, name: "pull-request" };
const how = { wait: async () => {}, random: () => 0 };

let folder: string;
let before: NodeJS.ProcessEnv;
let close: (() => Promise<unknown>)[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "reviews-"));
  before = { ...process.env };
  close = [];
});
afterEach(async () => {
  process.env = before;
  rmSync(folder, { recursive: true, force: true });
  await Promise.all(close.map((c) => c()));
});

async function builds(runs: readonly FakeRun[], merged: Readonly<Record<string, number>> = { c0ffee: 12 }) {
  const fake = await fakeBuilds(runs, merged);
  close.push(fake.close);
  Object.assign(process.env, fake.variables);
  return fake;
}
const ofPull = (id: number, more: Partial<FakeRun> = {}): FakeRun => ({
  ...{ id, pipeline: REVIEWS, branch: "refs/pull/12/merge", reason: "pullRequest", result: "succeeded" },
  attached: [{ name: "dev", text: verdict(`of-run-${id}`) }],
  ...more,
});

test("fetch-review gets what the newest good run of the merged pull request says, and no other run", async () => {
  await builds([
    ofPull(100),
    ofPull(101, {
      attached: [
        { name: "dev-2", text: verdict("of-the-second-try") },
        { name: "shared-3", text: verdict("shared") },
        { name: "dev", text: verdict("first") },
      ],
    }),
    ofPull(102, { result: "failed" }),
    ofPull(103, { pipeline: { id: 9, name: "something-else" } }),
    ofPull(104, { branch: "refs/pull/13/merge" }),
  ]);
  const to = join(folder, "new/reviewed.json");
  const { code, stdout } = await inProcess(["fetch-review", "dev", "--to", to]);
  expect([code, stdout]).toEqual([0, "dev: reviewed were of-the-second-try\n"]);
  expect(JSON.parse(readFileSync(to, "utf8"))).toEqual(JSON.parse(verdict("of-the-second-try")));
});

test("of a run that stopped the new review counts, the last one, in whatever order Azure DevOps lists them", async () => {
  const names = ["dev-10", "dev-again-9", "dev-again", "dev", "dev-again-10", "other-again-11", "dev-again-x"];
  for (const listed of [names, names.toReversed()]) {
    const attached = listed.map((name) => ({ name, text: verdict(`kept-as-${name}`) }));
    await builds([{ id: 200, pipeline: DEPLOY, branch: "refs/heads/main", result: "failed", attached }]);
    const { stdout } = await inProcess(["fetch-review", "dev", "--run", "200", "--to", join(folder, "r.json")]);
    expect(stdout).toBe("dev: reviewed were kept-as-dev-again-10\n");
  }
});

test("where no pull request made the commit, or none of its runs is good, the verdict lets nothing through", async () => {
  for (const [runs, merged] of [
    [[ofPull(100)], {}],
    [[ofPull(100, { result: "failed" })], { c0ffee: 12 }],
    [[ofPull(100, { attached: [] })], { c0ffee: 12 }],
  ] as const) {
    await builds(runs, merged);
    const to = join(folder, "reviewed.json");
    const { code, stdout } = await inProcess(["fetch-review", "dev", "--to", to]);
    expect([code, stdout]).toEqual([0, "dev: nothing was reviewed; a change will stop with a review\n"]);
    expect(JSON.parse(readFileSync(to, "utf8"))).toMatchObject({ tree: workTree("."), stacks: [] });
  }
});

test("a run is approved by its id: one of this pipeline and of main alone", async () => {
  const stopped: FakeRun = { id: 200, pipeline: DEPLOY, branch: "refs/heads/main", result: "failed" };
  await builds([
    { ...stopped, attached: [{ name: "dev", text: verdict("stopped-before") }] },
    { ...stopped, id: 201, branch: "refs/heads/mine" },
    ofPull(202, { attached: [{ name: "prod", text: verdict("of-prod") }] }),
  ]);
  const fetch = (id: string) => inProcess(["fetch-review", "dev", "--run", id, "--to", join(folder, "r.json")]);
  expect((await fetch("200")).stdout).toBe("dev: reviewed were stopped-before\n");
  // a place that it has not come to is as the pull request said
  expect((await inProcess(["fetch-review", "prod", "--run", "200", "--to", join(folder, "r.json")])).stdout).toBe(
    "prod: reviewed were of-prod\n",
  );
  expect(await fetch("201")).toMatchObject({ code: 1, stderr: expect.stringContaining("got one of deploy (7) for refs/heads/mine") });
  expect(await fetch("202")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("got one of pull-request (5) for refs/pull/12/merge"),
  });
  expect(await fetch("999")).toMatchObject({ code: 1, stderr: expect.stringContaining("Check that it is a run of this project.") });
  expect(await fetch("../1")).toMatchObject({ code: 2, stderr: expect.stringContaining("--run: expected the id of a run") });
});

test("what a run keeps is checked: a broken verdict is refused, and the token goes to Azure DevOps alone", async () => {
  const elsewhere = await fakeBuilds([], {});
  close.push(elsewhere.close);
  const origin = elsewhere.variables.SYSTEM_COLLECTIONURI;
  const fake = await builds([
    ofPull(100, {
      attached: [
        { name: "dev", text: "{" },
        { name: "prod", text: verdict("p"), origin },
      ],
    }),
  ]);
  const fetch = (place: string) => inProcess(["fetch-review", place, "--to", join(folder, "r.json")]);
  expect(await fetch("dev")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("the review of dev: expected a verdict, got no JSON"),
  });
  const { stderr } = await fetch("prod");
  expect(stderr).toContain(`expected an address in ${fake.variables.SYSTEM_COLLECTIONURI.slice(0, -1)}`);
  expect(elsewhere.asked).toEqual([]);
  expect(stderr).not.toContain("the-token");
});

test("all variables that are missing are told at once", () => {
  expect(() => jobOf({ SYSTEM_ACCESSTOKEN: "$(System.AccessToken)" })).toThrow(/6 problems\n {2}SYSTEM_ACCESSTOKEN: .* Map it in the step/);
  const { variables } = {
    variables: {
      SYSTEM_ACCESSTOKEN: "t",
      SYSTEM_TEAMPROJECTID: "p",
      BUILD_REPOSITORY_ID: "r",
      SYSTEM_DEFINITIONID: "7",
      BUILD_SOURCEVERSION: "c",
    },
  };
  expect(() => jobOf({ ...variables, SYSTEM_COLLECTIONURI: "http://dev.example.com/o/" })).toThrow("expected an https address");
});

test("an answer of something else than Azure DevOps is told", async () => {
  const fake = await builds([]);
  const job = jobOf({ ...fake.variables, BUILD_REPOSITORY_ID: "other" });
  await expect(reviewedIn(job, "dev", 0, how)).rejects.toThrow("got HTTP 404: not there. Check that it is a run of this project.");
});

/** A folder as deploy leaves it. */
function review(name: string, files: Readonly<Record<string, string>>): string {
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(place, file), text);
  return place;
}

test.each([
  [1, "true"],
  [0, "false"],
])(
  "keep-review attaches the verdict, shows the comment, and says of %d changes whether there is something to apply",
  async (changes, output) => {
    const place = review("review", { "verdict.json": verdict("dev-data", changes), "comment.md": "words" });
    process.env.TF_BUILD = "True";
    const { code, stdout } = await inProcess(["keep-review", "dev", place]);
    expect([code, stdout.split("\n").slice(1)]).toEqual([
      0,
      [
        `##vso[task.addattachment type=mlops-review;name=dev;]${join(place, "verdict.json")}`,
        `##vso[task.uploadsummary]${join(place, "comment.md")}`,
        `##vso[task.setvariable variable=changes;isOutput=true;]${output}`,
        "",
      ],
    ]);
  },
);

test.each([
  [[], "1", "dev"],
  [[], "2", "dev-2"],
  [["--again"], "1", "dev-again"],
  [["--again"], "3", "dev-again-3"],
])("keep-review %j in attempt %s of a stage keeps it as %s", async (flags, attempt, name) => {
  const place = review("review", { "verdict.json": verdict("dev-data"), "comment.md": "words" });
  const { stdout } = await inProcess(["keep-review", "dev", place, ...flags], { TF_BUILD: "True", SYSTEM_STAGEATTEMPT: attempt });
  expect(stdout).toContain(`type=mlops-review;name=${name};]`);
});

test("keep-review outside of a pipeline says that it keeps nothing, and without a review what is missing", async () => {
  const place = review("review", { "verdict.json": verdict("dev-data"), "comment.md": "words" });
  process.env.TF_BUILD = "";
  expect((await inProcess(["keep-review", "dev", place])).stdout).toBe(
    "dev: 1 of 1 stacks change; the worst finding: none\nnot in a pipeline: nothing was kept\n",
  );
  expect(await inProcess(["keep-review", "dev", join(folder, "nothing")])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`expected ${join(folder, "nothing/verdict.json")}`),
  });
});

test("post-comment puts the reviews of all places into one comment, and what they left out into one file", async () => {
  const repos = await fakeRepos();
  close.push(repos.close);
  Object.assign(process.env, repos.variables);
  review("pipeline/review-staging", { "comment.md": "staging\n" });
  review("pipeline/review-dev", { "comment.md": "dev, short\n", "plan-review-rest.md": "dev, all of it\n" });
  review("pipeline/s", { "comment.md": "not a review\n" });
  expect((await inProcess(["post-comment", join(folder, "pipeline")])).code).toBe(0);
  expect(repos.threads[0]!.comments[0]!.content).toMatch(/^<!-- .* -->\ndev, short\n\nstaging\n\n\[The whole review\]\(/);
  expect(repos.attachments.map((a) => a.text)).toEqual(["dev, all of it\n\nstaging\n"]);
  expect(await inProcess(["post-comment", join(folder, "pipeline/s")])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("which has none"),
  });
});

test("post-comment says first of which places there is no review, all of them if need be", async () => {
  const repos = await fakeRepos();
  close.push(repos.close);
  Object.assign(process.env, repos.variables);
  review("pipeline/review-dev", { "comment.md": "dev, short\n" });
  const post = (places: string) => inProcess(["post-comment", join(folder, "pipeline"), "--places", places]);
  const posted = () => repos.threads[0]!.comments[0]!.content;
  expect((await post("shared,dev,prod")).code).toBe(0);
  expect(posted()).toMatch(/^<!-- .* -->\n\*\*No review of shared, prod\*\*: [^\n]*\n\ndev, short\n/);
  expect((await post("dev")).code).toBe(0);
  expect(posted()).toMatch(/^<!-- .* -->\ndev, short\n/);
  rmSync(join(folder, "pipeline/review-dev"), { recursive: true });
  expect((await post("dev")).code).toBe(0);
  expect(posted()).toMatch(/^<!-- .* -->\n\*\*No review of dev\*\*: /);
});

test("comments that do not fit together are cut at their ends, the long ones alone", () => {
  const lines = (name: string, n: number) => Array.from({ length: n }, (_, i) => `${name} ${i}`).join("\n");
  const [short, long] = [{ text: lines("short", 10) }, { text: lines("long", 2000) }];
  const { text, whole } = joinComments([short, long], 8000);
  expect(text.length).toBeLessThanOrEqual(6000);
  expect(text.length).toBeGreaterThan(5900);
  expect(text).toMatch(
    /^short 0\n[\s\S]*short 9\nlong 0\n[\s\S]*long \d+\n\n\*\*More lines are not shown\*\*: they are in the attached review\.\n$/,
  );
  expect(whole).toBe(`${short.text}\n${long.text}`);
  expect(joinComments([short, short], 8000)).toEqual({ text: `${short.text}\n${short.text}` });
});
