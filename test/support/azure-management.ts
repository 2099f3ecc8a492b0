import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** How the service answers to a path: a status with a body, or never. */
export type Answer = { readonly status?: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } | "never";

/**
 * Azure's management API and its blob storage as HTTP, on a free port.
 * @param answers by the path of a request; the first whose key the path ends with counts; any other is 404
 */
export async function fakeAzure(answers: Readonly<Record<string, Answer | ((request: IncomingMessage) => Answer)>>) {
  const asked: { readonly url: string; readonly authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const url = decodeURIComponent(request.url ?? "");
    asked.push({ url, authorization: request.headers.authorization });
    const path = url.split("?")[0]!;
    const found = Object.entries(answers).find(([key]) => path.endsWith(key))?.[1] ?? { status: 404 };
    const answer = typeof found === "function" ? found(request) : found;
    if (answer === "never") return;
    response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers });
    response.end(answer.body === undefined ? "" : JSON.stringify(answer.body));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
