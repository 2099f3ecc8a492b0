import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance } from "fastify";

const REQUEST_ID = /^[\w.:-]{1,128}$/;
/** @see W3C Trace Context, level 1, section 3.2 */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:$|-)/;

declare module "fastify" {
  interface FastifyRequest {
    /** The trace that the request is part of, as this scorer passes it on. */
    traceparent: string;
  }
}

/** The caller's own id of its request, if it is one that can stand in a log, else a new one. */
export const requestId = ({ headers }: { readonly headers: IncomingHttpHeaders }): string => {
  const given = headers["x-request-id"];
  return typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
};

/** The caller's trace with a span of ours, or a trace that begins here, which nobody has asked to sample. */
export function nextTraceparent(given: string | undefined): string {
  const random = randomUUID();
  const span = random.slice(0, 8) + random.slice(28);
  const match = given === undefined ? null : TRACEPARENT.exec(given);
  if (match !== null) return `00-${match[1]}-${span}-${match[2]}`;
  return `00-${randomUUID().replaceAll("-", "")}-${span}-00`;
}

/** Gives each answer the request's id and its place in the trace, and keeps browsers from guessing what it is. */
export function addTrace(app: FastifyInstance): void {
  app.decorateRequest("traceparent", "");
  app.addHook("onRequest", (request, reply, done) => {
    const given = request.headers.traceparent;
    request.traceparent = nextTraceparent(typeof given === "string" ? given : undefined);
    reply.header("x-content-type-options", "nosniff");
    reply.header("x-request-id", request.id);
    reply.header("traceparent", request.traceparent);
    done();
  });
}
