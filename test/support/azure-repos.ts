import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

interface Thread {
  readonly id: number;
  isDeleted?: boolean;
  comments: { id: number; content: string; isDeleted?: boolean }[];
}
/** What came in, as far as tests look at it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}
/** An answer in place of the usual one. */
export interface Instead {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** It does what it was asked for all the same, as a service whose answer is lost. */
  readonly afterwards?: boolean;
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

/** A pull request of Azure Repos on a free port, after its documented interface. */
export async function fakeRepos() {
  const threads: Thread[] = [];
  const attachments: { id: number; displayName: string; url: string; text: string }[] = [];
  const asked: Asked[] = [];
  /** Answers that come first, in their order; undefined is the usual one. */
  const instead: (Instead | undefined)[] = [];
  const root = "/org/project-id/_apis/git/repositories/repo-id/pullRequests/12";
  const answer = (method: string, path: string, body: string): unknown => {
    const patched = /^\/threads\/(\d+)\/comments\/(\d+)$/.exec(path);
    if (method === "GET" && path === "/threads") return { value: threads, count: threads.length };
    if (method === "POST" && path === "/threads") {
      const { comments } = JSON.parse(body) as { comments: { content: string }[] };
      threads.push({ id: 100 + threads.length, comments: comments.map(({ content }) => ({ id: 1, content })) });
      return threads.at(-1);
    }
    if (method === "PATCH" && patched) {
      const found = threads.find((t) => t.id === Number(patched[1]))!.comments.find((c) => c.id === Number(patched[2]))!;
      found.content = (JSON.parse(body) as { content: string }).content;
      return found;
    }
    if (method === "GET" && path === "/attachments") return { value: attachments };
    if (method === "POST" && path.startsWith("/attachments/")) {
      const displayName = decodeURIComponent(path.slice("/attachments/".length));
      attachments.push({ id: attachments.length, displayName, url: `https://dev.azure.com/files/${displayName}`, text: body });
      return attachments.at(-1);
    }
    return null;
  };
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://x");
    const [method, path, body] = [request.method!, pathname.replace(root, ""), await textOf(request)];
    asked.push({ method, path, authorization: request.headers.authorization, body });
    const other = instead.shift();
    if (other?.afterwards) answer(method, path, body);
    if (other !== undefined) {
      response.writeHead(other.status, other.headers).end(other.body);
      return;
    }
    const known = pathname.startsWith(root) && searchParams.get("api-version") === "7.1" ? answer(method, path, body) : null;
    response
      .writeHead(known === null ? 404 : 200, { "content-type": "application/json; charset=utf-8" })
      .end(JSON.stringify(known ?? { message: "not there" }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const collection = `http://127.0.0.1:${(server.address() as AddressInfo).port}/org/`;
  return {
    ...{ threads, attachments, asked, instead },
    variables: {
      SYSTEM_ACCESSTOKEN: "the-token-of-the-job",
      SYSTEM_COLLECTIONURI: collection,
      SYSTEM_TEAMPROJECTID: "project-id",
      BUILD_REPOSITORY_ID: "repo-id",
      SYSTEM_PULLREQUEST_PULLREQUESTID: "12",
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
