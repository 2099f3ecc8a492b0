import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A run of a pipeline, and what it keeps. */
export interface FakeRun {
  readonly id: number;
  readonly pipeline: { readonly id: number; readonly name: string };
  readonly branch: string;
  readonly reason?: "pullRequest" | "manual";
  readonly result?: "succeeded" | "failed";
  /** In the order in which they were attached. */
  readonly attached?: readonly { readonly name: string; readonly text: string; readonly origin?: string }[];
}

/** Azure DevOps' builds and the question by which commit a pull request was merged, on a free port, after its documented interface. */
export async function fakeBuilds(runs: readonly FakeRun[], merged: Readonly<Record<string, number>>) {
  const asked: string[] = [];
  let collection = "";
  const runOf = ({ id, pipeline, branch }: FakeRun) => ({ id, definition: pipeline, sourceBranch: branch });
  const answer = (path: string, query: URLSearchParams, body: string): unknown => {
    if (path === "/git/repositories/repo-id/pullrequestquery") {
      const { type, items } = (JSON.parse(body) as { queries: { type: string; items: string[] }[] }).queries[0]!;
      const number = type === "lastMergeCommit" ? merged[items[0]!] : undefined;
      return { results: [number === undefined ? {} : { [items[0]!]: [{ pullRequestId: number }] }] };
    }
    if (path === "/build/builds") {
      const fits = (r: FakeRun) =>
        r.branch === query.get("branchName") && r.reason === query.get("reasonFilter") && r.result === query.get("resultFilter");
      // the newest first, as is asked for
      return query.get("queryOrder") === "finishTimeDescending" ? { value: runs.filter(fits).reverse().map(runOf) } : undefined;
    }
    const [, id, rest] = /^\/build\/builds\/(\d+)(.*)$/.exec(path) ?? [];
    const run = runs.find((r) => r.id === Number(id));
    if (run === undefined) return undefined;
    if (rest === "") return runOf(run);
    if (rest === "/attachments/mlops-review")
      return {
        value: (run.attached ?? []).map(({ name, origin }, i) => ({
          name,
          _links: { self: { href: `${origin ?? collection}project-id/_apis/build/builds/${id}/files/${i}?x=1` } },
        })),
      };
    const file = /^\/files\/(\d+)$/.exec(rest ?? "")?.[1];
    return file === undefined ? undefined : run.attached?.[Number(file)]?.text;
  };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const { pathname, searchParams } = new URL(request.url!, "http://x");
    asked.push(`${request.method} ${pathname}`);
    const isKnown = pathname.startsWith("/org/project-id/_apis") && searchParams.get("api-version") === "7.1";
    const found =
      isKnown && request.headers.authorization === "Bearer the-token"
        ? answer(pathname.replace("/org/project-id/_apis", ""), searchParams, body)
        : undefined;
    const type = typeof found === "string" ? "application/octet-stream" : "application/json";
    response
      .writeHead(found === undefined ? 404 : 200, { "content-type": type })
      .end(typeof found === "string" ? found : JSON.stringify(found ?? { message: "not there" }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  collection = `http://127.0.0.1:${(server.address() as AddressInfo).port}/org/`;
  return {
    asked,
    variables: {
      SYSTEM_ACCESSTOKEN: "the-token",
      SYSTEM_COLLECTIONURI: collection,
      SYSTEM_TEAMPROJECTID: "project-id",
      BUILD_REPOSITORY_ID: "repo-id",
      SYSTEM_DEFINITIONID: "7",
      BUILD_SOURCEVERSION: "c0ffee",
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
