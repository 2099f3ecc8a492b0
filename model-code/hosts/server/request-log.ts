import type { FastifyInstance } from "fastify";

/** What Kubernetes and Prometheus ask for, tens of thousands of times a day, with the answers that say nothing new. */
const ROUTINE: ReadonlyMap<string, readonly number[]> = new Map([
  ["/v2/health/live", [200]],
  // a model that does not answer says so itself
  ["/v2/health/ready", [200, 503]],
  ["/metrics", [200]],
]);

/**
 * A line for each answer, but for those to probes and scrapes that are as they should be. Nothing of a request's body is in it,
 * whatever the class of the model's data.
 */
export function addRequestLog(app: FastifyInstance): void {
  app.addHook("onResponse", (request, reply, done) => {
    if (ROUTINE.get(request.routeOptions.url ?? "")?.includes(reply.statusCode)) return done();
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? "none",
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime * 1000) / 1000,
        caller: request.caller?.id,
        traceparent: request.traceparent,
      },
      "answered",
    );
    done();
  });
}
