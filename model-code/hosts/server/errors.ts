import type { Socket } from "node:net";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { problemDetails, REFUSALS, Refused } from "../../core/serving/problem-details";
import type { ServerMetrics } from "./metrics";

/** What Fastify's own errors mean to a caller. */
const OF_FASTIFY: Readonly<Record<string, readonly [keyof typeof REFUSALS, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["media-type", "Send JSON, with content-type: application/json."],
  FST_ERR_CTP_BODY_TOO_LARGE: ["too-large", "Send fewer rows at a time."],
  FST_ERR_CTP_EMPTY_JSON_BODY: ["syntax", "The body is empty; expected JSON."],
  FST_ERR_CTP_INVALID_JSON_BODY: ["syntax", "The body is no valid JSON. NaN and Infinity are not part of it; a missing value is null."],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["syntax", "The body is not as long as content-length says."],
  FST_UNDER_PRESSURE: ["overloaded", "Too many requests are under way."],
};

/** Any error as a refusal; of one that is nobody's business, nothing is told. */
export function refusedBy(error: unknown): Refused {
  if (error instanceof Refused) return error;
  const { code, statusCode, message } = error as FastifyError;
  const known = OF_FASTIFY[code];
  if (known !== undefined) return new Refused(known[0], known[1]);
  if (statusCode === 429) return new Refused("rate-limit", message);
  if (statusCode === 413) return new Refused("too-large", "Send fewer rows at a time.");
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return new Refused("syntax", message);
  return new Refused("failed", "Something went wrong; the request's id leads to it in the log.");
}

type Refusals = Pick<ServerMetrics, "refused">;

/**
 * An error as a refusal, counted; what is no fault of the caller's goes to the log. Where it came from is told only of what nobody
 * expects: a scorer that refuses because it has too much to do must not write a kilobyte for each refusal.
 */
export function notedRefusal(request: FastifyRequest, error: unknown, metrics: Refusals): Refused {
  const refused = refusedBy(error);
  const { refusal, detail } = refused;
  const { traceparent } = request;
  metrics.refused(refusal);
  if (refusal === "failed") request.log.error({ err: error, refusal, traceparent }, detail);
  else if (refused.status >= 500) request.log.warn({ refusal, traceparent }, detail);
  return refused;
}

const MOST_TOLD = 20;

/** Open Inference Protocol v2 has an error body of its own. */
export const isProtocolV2 = (url: string): boolean => url === "/v2" || url.startsWith("/v2/");

export function sendRefused(request: FastifyRequest, reply: FastifyReply, refused: Refused): FastifyReply {
  reply.code(refused.status);
  if (refused.retryAfter !== undefined && !reply.hasHeader("retry-after")) reply.header("retry-after", refused.retryAfter);
  if (refused.refusal === "token") reply.header("www-authenticate", 'Bearer error="invalid_token"');
  if (refused.refusal === "role") reply.header("www-authenticate", 'Bearer error="insufficient_scope"');
  const problems = refused.problems.slice(0, MOST_TOLD).map((p) => `${p.where}: expected ${p.expected}, got ${p.got}. ${p.remedy}`);
  if (isProtocolV2(request.url))
    return reply.type("application/json").send(JSON.stringify({ error: [refused.detail, ...problems].join(" ") }));
  return reply.type("application/problem+json").send(JSON.stringify(problemDetails(refused, request.id)));
}

/** Answers of requests that could not be served. */
export function addErrors(app: FastifyInstance, metrics: Refusals): void {
  app.setErrorHandler((error, request, reply) => {
    return sendRefused(request, reply, notedRefusal(request, error, metrics));
  });
  app.setNotFoundHandler((request, reply) => {
    const refused = new Refused("no-route", `${request.method} ${request.url.slice(0, 200)}; /docs lists what there is.`);
    return sendRefused(request, reply, notedRefusal(request, refused, metrics));
  });
}

/** For what is no HTTP, or does not arrive in time: there is no request to answer, only a connection. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const refused =
    error.code === "ERR_HTTP_REQUEST_TIMEOUT"
      ? new Refused("too-slow", "Send the whole request at once.")
      : new Refused("syntax", "This is no HTTP request that can be read to its end.");
  const { status, title } = REFUSALS[refused.refusal];
  const body = JSON.stringify(problemDetails(refused, ""));
  const head = `HTTP/1.1 ${status} ${title}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}`;
  socket.end(`${head}\r\nconnection: close\r\n\r\n${body}`);
}
