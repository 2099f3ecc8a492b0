import { createHash } from "node:crypto";
import type { FromSchema } from "json-schema-to-ts";
import { compileSchema } from "../../model-code/core/spec/compile-schema";
import { COMMENT_LIMIT } from "../plan-review/comment";
import { WrongUse } from "../wrong-use";
import type { PullRequest } from "./pull-request";
import { ReposRefused, request } from "./request";
import { type Retrying, retrying } from "./retry";

/** By which our comment is found again; not shown. */
const MARK = "<!-- mlops plan-review -->";
const TEXT = 1;

const listOf = <const Item extends object>(properties: Item) =>
  ({
    type: "object",
    required: ["value"],
    properties: { value: { type: "array", items: { type: "object", required: ["id"], properties } } },
  }) as const;
const THREADS = listOf({
  id: { type: "integer" },
  isDeleted: { type: "boolean" },
  comments: {
    type: "array",
    items: {
      type: "object",
      required: ["id"],
      properties: { id: { type: "integer" }, content: { type: "string" }, isDeleted: { type: "boolean" } },
    },
  },
});
const ATTACHMENTS = listOf({ id: { type: "integer" }, displayName: { type: "string" }, url: { type: "string" } });
const THREAD = { type: "object", required: ["id"], properties: { id: { type: "integer" } } } as const;
const ATTACHMENT = { type: "object", required: ["url"], properties: { url: { type: "string" } } } as const;

const areThreads = compileSchema<FromSchema<typeof THREADS>>(THREADS, {});
const isThread = compileSchema<FromSchema<typeof THREAD>>(THREAD, {});
const areAttachments = compileSchema<FromSchema<typeof ATTACHMENTS>>(ATTACHMENTS, {});
const isAttachment = compileSchema<FromSchema<typeof ATTACHMENT>>(ATTACHMENT, {});

/** What came back, or a problem of whoever sent it. */
function expected<T>(value: unknown, is: (value: unknown) => value is T, what: string): T {
  if (is(value)) return value;
  throw new ReposRefused({
    where: "Azure Repos",
    expected: what,
    got: "something else",
    remedy: "Check that SYSTEM_COLLECTIONURI is that of Azure DevOps, and that no proxy answers in its place.",
  });
}

export interface Posted {
  readonly done: "posted" | "updated" | "unchanged";
  readonly thread: number;
}

/**
 * Puts a text on a pull request: the one comment that this repository's reviews have there is changed, or made if there is none.
 * @param attachment a file that the comment gets a link to
 * @throws ReposRefused if it cannot be done; WrongUse for a text that is too long
 * @see https://learn.microsoft.com/rest/api/azure/devops/git/pull-request-threads
 */
export async function postComment(
  pullRequest: PullRequest,
  text: string,
  attachment: { readonly name: string; readonly bytes: Uint8Array } | undefined,
  how: Retrying,
): Promise<Posted> {
  const where = `Azure Repos ${new URL(pullRequest.url).pathname}`;
  const link =
    attachment === undefined ? "" : `\n[The whole review](${await retrying(where, () => attach(pullRequest, attachment), how)})\n`;
  const content = `${MARK}\n${text}${link}`;
  if (content.length > COMMENT_LIMIT)
    throw new WrongUse(
      `comment: expected at most ${COMMENT_LIMIT} characters, which is what Azure Repos takes, got ${content.length}. plan-review keeps under it: attach the rest by --attach.`,
    );
  // a post whose answer was lost may have been done: each try looks first
  return retrying(where, () => put(pullRequest, content), how);
}

async function put(pullRequest: PullRequest, content: string): Promise<Posted> {
  const { value: threads } = expected(await request(pullRequest, { method: "GET", path: "/threads" }), areThreads, "a list of threads");
  for (const { id: thread, isDeleted, comments } of threads) {
    const [first] = comments ?? [];
    if (isDeleted === true || first === undefined || first.isDeleted === true || first.content?.startsWith(MARK) !== true) continue;
    if (first.content === content) return { done: "unchanged", thread };
    await request(pullRequest, { method: "PATCH", path: `/threads/${thread}/comments/${first.id}`, body: { content } });
    return { done: "updated", thread };
  }
  const body = { comments: [{ parentCommentId: 0, content, commentType: TEXT }] };
  const made = await request(pullRequest, { method: "POST", path: "/threads", body });
  return { done: "posted", thread: expected(made, isThread, "a thread").id };
}

/** Attaches a file once: its name tells its content, and an attachment cannot be changed. @returns its address */
async function attach(pullRequest: PullRequest, { name, bytes }: { readonly name: string; readonly bytes: Uint8Array }): Promise<string> {
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const displayName = name.replace(/(\.[^.]*)?$/, (end) => `-${digest}${end}`);
  const list = expected(await request(pullRequest, { method: "GET", path: "/attachments" }), areAttachments, "a list of attachments");
  const there = list.value.find((a) => a.displayName === displayName)?.url;
  if (there !== undefined) return there;
  const path = `/attachments/${encodeURIComponent(displayName)}`;
  return expected(await request(pullRequest, { method: "POST", path, body: bytes }), isAttachment, "an attachment's address").url;
}
