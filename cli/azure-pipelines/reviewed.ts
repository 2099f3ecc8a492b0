import type { FromSchema } from "json-schema-to-ts";
import { BadInput } from "../../model-code/core/problem";
import { compileSchema } from "../../model-code/core/spec/compile-schema";
import { ReposRefused, request, type Sent } from "../azure-repos/request";
import { type Retrying, retrying } from "../azure-repos/retry";
import type { Job } from "./job";

/** The pipeline whose runs review pull requests. */
const REVIEWS = "pull-request";
const MAIN = "refs/heads/main";
/** Under which a run keeps its verdicts. */
export const ATTACHED = "mlops-review";

const run = {
  type: "object",
  required: ["id", "sourceBranch", "definition"],
  properties: {
    id: { type: "integer" },
    sourceBranch: { type: "string" },
    definition: { type: "object", required: ["id", "name"], properties: { id: { type: "integer" }, name: { type: "string" } } },
  },
} as const;
const RUNS = { type: "object", required: ["value"], properties: { value: { type: "array", items: run } } } as const;
const MERGED = {
  type: "object",
  required: ["results"],
  properties: {
    results: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: {
          type: "array",
          items: { type: "object", required: ["pullRequestId"], properties: { pullRequestId: { type: "integer" } } },
        },
      },
    },
  },
} as const;
const ATTACHMENTS = {
  type: "object",
  required: ["value"],
  properties: {
    value: {
      type: "array",
      items: {
        type: "object",
        required: ["name", "_links"],
        properties: {
          name: { type: "string" },
          _links: {
            type: "object",
            required: ["self"],
            properties: { self: { type: "object", required: ["href"], properties: { href: { type: "string" } } } },
          },
        },
      },
    },
  },
} as const;
const isRun = compileSchema<FromSchema<typeof run>>(run, {});
const areRuns = compileSchema<FromSchema<typeof RUNS>>(RUNS, {});
const isMerged = compileSchema<FromSchema<typeof MERGED>>(MERGED, {});
const areAttachments = compileSchema<FromSchema<typeof ATTACHMENTS>>(ATTACHMENTS, {});

const REMEDIES = { 403: "Let the build service view builds of this project.", 404: "Check that it is a run of this project." };

async function asked<T>(job: Job, how: Retrying, sent: Sent, is: (value: unknown) => value is T): Promise<T> {
  const where = `Azure DevOps ${sent.path}`;
  const value = await retrying(where, () => request(job.service, { ...sent, remedies: REMEDIES }), how);
  if (is(value)) return value;
  const remedy = "Check that SYSTEM_COLLECTIONURI is that of Azure DevOps, and that no proxy answers in its place.";
  throw new ReposRefused({ where, expected: "what its documentation says", got: "something else", remedy });
}

/**
 * The run that reviewed what is to be applied: the newest one that succeeded for the pull request that made this commit.
 * @returns undefined if no pull request made it, or none of its runs succeeded
 * @see https://learn.microsoft.com/rest/api/azure/devops/git/pull-request-query
 */
async function runOfPullRequest(job: Job, how: Retrying): Promise<number | undefined> {
  const path = `/git/repositories/${encodeURIComponent(job.repository)}/pullrequestquery`;
  const body = { queries: [{ type: "lastMergeCommit", items: [job.commit] }] };
  const { results } = await asked(job, how, { method: "POST", path, body }, isMerged);
  const pullRequest = results.flatMap((r) => r[job.commit] ?? [])[0]?.pullRequestId;
  if (pullRequest === undefined) return undefined;
  const query = {
    branchName: `refs/pull/${pullRequest}/merge`,
    reasonFilter: "pullRequest",
    statusFilter: "completed",
    resultFilter: "succeeded",
    queryOrder: "finishTimeDescending",
  };
  const { value } = await asked(job, how, { method: "GET", path: "/build/builds", query }, areRuns);
  return value.find((r) => r.definition.name === REVIEWS)?.id;
}

/** A run whose review somebody approved by naming it: one of the same pipeline, and of main's code. */
async function runByNumber(job: Job, number: number, how: Retrying): Promise<number> {
  const { id, definition, sourceBranch } = await asked(job, how, { method: "GET", path: `/build/builds/${number}` }, isRun);
  if (`${definition.id}` === job.pipeline && sourceBranch === MAIN) return id;
  throw new BadInput("the run", [
    {
      where: `run ${number}`,
      expected: `one of this pipeline (${job.pipeline}) for ${MAIN}`,
      got: `one of ${definition.name} (${definition.id}) for ${sourceBranch}`,
      remedy: "Give the id of the run that ended with the review that you approve: the number at the end of its address.",
    },
  ]);
}

/**
 * The name under which a run keeps a verdict: `dev`; `dev-again` for the new one of a run that stopped before applying dev; `dev-2` of a
 * stage that was tried again. Azure DevOps lists attachments in no order that it documents, so the name tells.
 * @param attempt of the stage, from 1
 */
export const attachedAs = (place: string, isAgain: boolean, attempt: number): string =>
  `${place}${isAgain ? "-again" : ""}${attempt > 1 ? `-${attempt}` : ""}`;

/** The last of what a run has kept of a place: new ones of a run that stopped come after all others, and of these the last attempt. */
function lastOf<T extends { readonly name: string }>(attached: readonly T[], place: string): T | undefined {
  const own = attached.flatMap((one) => {
    const [name, again, attempt = "1"] = /^[a-z\d]+(-again)?(?:-(\d+))?$/.exec(one.name) ?? [];
    if (name === undefined || one.name.split("-")[0] !== place) return [];
    return [{ one, isAgain: again !== undefined, attempt: Number(attempt) }];
  });
  return own.sort((a, b) => Number(b.isAgain) - Number(a.isAgain) || b.attempt - a.attempt)[0]?.one;
}

/** What a run has kept of a place. */
async function keptBy(job: Job, run: number, place: string, how: Retrying): Promise<string | undefined> {
  const path = `/build/builds/${run}/attachments/${ATTACHED}`;
  const { value } = await asked(job, how, { method: "GET", path }, areAttachments);
  const href = lastOf(value, place)?._links.self.href;
  if (href === undefined) return undefined;
  const { origin, pathname } = new URL(href);
  if (!`${origin}${pathname}`.startsWith(`${job.collection}/`))
    throw new ReposRefused({
      where: `Azure DevOps ${path}`,
      expected: `an address in ${job.collection}`,
      got: origin,
      remedy: "The token of the job is not sent elsewhere: check that no proxy answers in place of Azure DevOps.",
    });
  const isText = (text: unknown): text is string => typeof text === "string";
  return asked({ ...job, service: { ...job.service, url: origin } }, how, { method: "GET", path: pathname, isFile: true }, isText);
}

/**
 * What was reviewed of a place: by a run that somebody names, else by that of the pull request that was merged.
 * @param number id of a run; 0: none is named
 * @returns the verdict's JSON, unread; undefined if nobody reviewed it
 * @throws ReposRefused, BadInput for a run whose reviews do not count here
 * @see https://learn.microsoft.com/rest/api/azure/devops/build/attachments
 */
export async function reviewedIn(job: Job, place: string, number: number, how: Retrying): Promise<string | undefined> {
  const named = number === 0 ? undefined : await keptBy(job, await runByNumber(job, number, how), place, how);
  if (named !== undefined) return named;
  // a run that stopped has not come to the places after
  const run = await runOfPullRequest(job, how);
  return run === undefined ? undefined : keptBy(job, run, place, how);
}
