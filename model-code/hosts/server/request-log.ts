import type { FastifyInstance } from "fastify";

/** A line for each answer. Nothing of a request's body is in it, whatever the class of the model's data. */
export function addRequestLog(app: FastifyInstance): void {
  app.addHook("onResponse", (request, reply, done) => {
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
