import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the proxy does with a request: passes it on, or one of the ways in which a store fails. */
export type Fault =
  | { readonly kind: "none" }
  /** Accepts, and never answers. */
  | { readonly kind: "silent" }
  | { readonly kind: "status"; readonly status: number; readonly code: string }
  /** Passes the answer on in pieces, with a pause before each. */
  | { readonly kind: "slow"; readonly pieces: number; readonly pauseMs: number }
  /** Lets the store do the work and cuts the connection before the answer. */
  | { readonly kind: "lose-answer" }
  /** Sends half of the answer and cuts the connection. */
  | { readonly kind: "half-answer" };

export interface FaultyProxy {
  readonly location: string;
  /** Asked for every request, with its number from 1; the method tells reads from writes. */
  plan: (number: number, method: string) => Fault;
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

/** An HTTP proxy in front of a store, on a free port, that fails as it is told to. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const { hostname, port, pathname } = new URL(target);
  const requests: string[] = [];
  const server = createServer((incoming, outgoing) => {
    requests.push(`${incoming.method} ${incoming.url}`);
    void serve(proxy.plan(requests.length, incoming.method ?? ""), incoming, outgoing);
  });

  const serve = async (fault: Fault, incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await collect(incoming);
    if (fault.kind === "silent") return;
    if (fault.kind === "status") {
      outgoing.writeHead(fault.status, { "x-ms-error-code": fault.code, "content-type": "application/xml" });
      outgoing.end(incoming.method === "HEAD" ? undefined : `<Error><Code>${fault.code}</Code><Message>${fault.code}.</Message></Error>`);
      return;
    }
    // The host header stays as it came: it is part of what the client signed.
    const onward = request({ hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers, agent: false });
    onward.on("error", () => outgoing.destroy());
    onward.on("response", async (answer) => {
      const bytes = await collect(answer);
      if (fault.kind === "lose-answer") return void outgoing.destroy();
      const headers = { ...answer.headers };
      delete headers["transfer-encoding"];
      if (incoming.method !== "HEAD") headers["content-length"] = String(bytes.length);
      outgoing.writeHead(answer.statusCode ?? 500, headers);
      if (fault.kind === "half-answer") return void outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy());
      if (fault.kind === "slow") await drip(outgoing, bytes, fault.pieces, fault.pauseMs);
      outgoing.end(fault.kind === "slow" ? undefined : bytes);
    });
    onward.end(body);
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: FaultyProxy = {
    location: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    plan: () => ({ kind: "none" }),
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

async function collect(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function drip(outgoing: ServerResponse, bytes: Buffer, pieces: number, pauseMs: number): Promise<void> {
  const size = Math.ceil(bytes.length / pieces);
  for (let at = 0; at < bytes.length; at += size) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    outgoing.write(bytes.subarray(at, at + size));
  }
}
