import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postComment } from "../../../cli/azure-repos/post-comment";
import { pullRequestOf } from "../../../cli/azure-repos/pull-request";
import { retryAfter } from "../../../cli/azure-repos/request";
import { fakeRepos } from "../../support/azure-repos";
import { mlops } from "../../support/lab";

let repos: Awaited<ReturnType<typeof fakeRepos>>;
let waited: number[];
beforeEach(async () => {
  repos = await fakeRepos();
  waited = [];
});
afterEach(() => repos.close());

const how = {
  wait: async (milliseconds: number) => {
    waited.push(milliseconds);
  },
  random: () => 1 / 2,
};
const post = (text: string, attachment?: Parameters<typeof postComment>[2]) =>
  postComment(pullRequestOf(repos.variables), text, attachment, how);
const asked = () => repos.asked.map(({ method, path }) => `${method} ${path}`);
const shown = () => repos.threads.map((t) => t.comments[0]?.content);

test("one comment a pull request: posted, left as it is, changed in place, however many others there are", async () => {
  repos.threads.push({ id: 7, comments: [{ id: 1, content: "a person's" }] }, { id: 8, comments: [] });
  expect(await post("first")).toEqual({ done: "posted", thread: 102 });
  expect(await post("first")).toEqual({ done: "unchanged", thread: 102 });
  expect(await post("second")).toEqual({ done: "updated", thread: 102 });
  expect(shown().slice(2)).toEqual(["<!-- mlops plan-review -->\nsecond"]);
  expect(asked()).toEqual(["GET /threads", "POST /threads", "GET /threads", "GET /threads", "PATCH /threads/102/comments/1"]);
  expect(new Set(repos.asked.map((a) => a.authorization))).toEqual(new Set(["Bearer the-token-of-the-job"]));
  expect(JSON.parse(repos.asked[1]!.body).comments).toEqual([
    { parentCommentId: 0, content: "<!-- mlops plan-review -->\nfirst", commentType: 1 },
  ]);
});

test("one that a person deleted is not brought back to life: another is posted", async () => {
  await post("first");
  repos.threads[0]!.comments[0]!.isDeleted = true;
  expect(await post("second")).toEqual({ done: "posted", thread: 101 });
});

test("what the comment could not hold is attached once, and linked", async () => {
  const bytes = Buffer.from("the whole review\n");
  // printf 'the whole review\n' | sha256sum | head -c 12
  const digest = "46ff145a0be5";
  await post("short", { name: "plan-review-rest.md", bytes });
  await post("shorter", { name: "plan-review-rest.md", bytes });
  expect(repos.attachments.map((a) => [a.displayName, a.text])).toEqual([[`plan-review-rest-${digest}.md`, "the whole review\n"]]);
  expect(shown()).toEqual([
    `<!-- mlops plan-review -->\nshorter\n[The whole review](https://dev.azure.com/files/plan-review-rest-${digest}.md)\n`,
  ]);
});

test("429 and 500 are tried again: after as long as they ask for, else ever longer", async () => {
  repos.instead.push({ status: 429, headers: { "retry-after": "7" } }, { status: 500 }, undefined, { status: 503 }, undefined);
  expect(await post("text")).toMatchObject({ done: "posted" });
  // a jitter of 0.75 on 2 s and 4 s: the first wait was asked for
  expect(waited).toEqual([7000, 1500, 3000]);
});

test("a post whose answer was lost is not repeated", async () => {
  repos.instead.push(undefined, { status: 502, afterwards: true });
  expect(await post("text")).toEqual({ done: "unchanged", thread: 100 });
  expect(repos.threads).toHaveLength(1);
});

test.each([
  [Array.from({ length: 6 }, () => ({ status: 500 })), 5, /expected an answer within 6 tries, got HTTP 500\. Run the job again later/],
  [[{ status: 429, headers: { "retry-after": "3600" } }], 0, /got HTTP 429, and to be asked again in 3600 s/],
  [[{ status: 203, headers: { "content-type": "text/html" }, body: "<html>Sign In" }], 0, /got HTTP 203\. The job's token is not accepted/],
  [[{ status: 302, headers: { location: "https://login.example.com" } }], 0, /got HTTP 302\. The job's token is not accepted/],
  [[{ status: 401 }], 0, /got HTTP 401\. The job's token is not accepted/],
  [
    [
      {
        status: 403,
        headers: { "content-type": "application/json" },
        body: '{"message":"TF401027: you need PullRequestContribute; the-token-of-the-job"}',
      },
    ],
    0,
    /got HTTP 403: TF401027: you need PullRequestContribute; \*\*\*\. Let the build service `Contribute to pull requests`/,
  ],
  [
    [{ status: 200, headers: { "content-type": "text/html" }, body: "<html>" }],
    0,
    /expected a list of threads, got something else\. Check that SYSTEM_COLLECTIONURI/,
  ],
  [
    [{ status: 200, headers: { "content-type": "application/json" }, body: '{"value":[{}]}' }],
    0,
    /expected a list of threads, got something else/,
  ],
])("%j: fails after %d more tries, with what to do and without the token", async (instead, tries, message) => {
  repos.instead.push(...instead);
  const error = await post("text").then(
    () => undefined,
    (e: Error) => e,
  );
  expect(error?.message).toMatch(message);
  expect(`${error?.stack}${JSON.stringify(error)}`).not.toContain("the-token-of-the-job");
  expect([waited.length, repos.threads.length]).toEqual([tries, 0]);
});

test("a server that is not there is tried again, and then told", async () => {
  const { variables } = repos;
  const gone = await fakeRepos();
  await gone.close();
  await expect(
    postComment(pullRequestOf({ ...variables, SYSTEM_COLLECTIONURI: gone.variables.SYSTEM_COLLECTIONURI }), "text", undefined, how),
  ).rejects.toThrow("expected an answer within 6 tries, got ECONNREFUSED");
  expect(waited).toEqual([750, 1500, 3000, 6000, 12000]);
});

test("a comment over the limit is refused before anything is sent", async () => {
  await expect(post("x".repeat(150_000))).rejects.toThrow(
    "expected at most 150000 characters, which is what Azure Repos takes, got 150027",
  );
  expect(repos.asked).toEqual([]);
});

test("all variables that are missing or odd are told at once, and no token", () => {
  expect(() => pullRequestOf({ SYSTEM_ACCESSTOKEN: "$(System.AccessToken)", SYSTEM_COLLECTIONURI: "https://dev.azure.com/o/" })).toThrow(
    /4 problems\n {2}SYSTEM_ACCESSTOKEN: expected a value, got none\. Map it in the step: .*\n {2}SYSTEM_TEAMPROJECTID: .*\n {2}BUILD_REPOSITORY_ID: .*\n {2}SYSTEM_PULLREQUEST_PULLREQUESTID: .* for a pull request\.$/,
  );
  const odd = () =>
    pullRequestOf({ ...repos.variables, SYSTEM_COLLECTIONURI: "http://dev.example.com/", SYSTEM_PULLREQUEST_PULLREQUESTID: "../1" });
  expect(odd).toThrow(
    /SYSTEM_COLLECTIONURI: expected an https address[\s\S]*SYSTEM_PULLREQUEST_PULLREQUESTID: expected a number, got "\.\.\/1"/,
  );
  expect(odd).not.toThrow("the-token-of-the-job");
});

test.each([
  [null, undefined],
  ["", undefined],
  ["30", 30_000],
  ["1.5", 1_500],
  ["Wed, 21 Oct 2015 07:28:00 GMT", 60_000],
  ["Wed, 21 Oct 2015 07:00:00 GMT", 0],
  ["soon", undefined],
])("Retry-After %j is %s ms", (header, milliseconds) => {
  expect(retryAfter(header, Date.UTC(2015, 9, 21, 7, 27))).toBe(milliseconds);
});

test("the command posts a file, with what is attached to it, by the variables of the job", async () => {
  const folder = mkdtempSync(join(tmpdir(), "comment-"));
  try {
    const [comment, rest] = [join(folder, "comment.md"), join(folder, "rest.md")];
    writeFileSync(comment, "**No changes**\n");
    const { code, stdout, stderr } = await mlops(["post-comment", comment, "--attach", rest], repos.variables);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^comment posted in thread 100 of http:\/\/127\.0\.0\.1:\d+\/org\/project-id\/_apis\/git\/repositories\/repo-id\/pullRequests\/12\n$/,
    );
    expect(shown()).toEqual(["<!-- mlops plan-review -->\n**No changes**\n"]);
    expect(repos.attachments).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
