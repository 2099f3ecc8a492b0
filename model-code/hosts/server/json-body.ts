import type { FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyRequest {
    /** The body as it came, where it is JSON. */
    jsonText: string;
  }
}

/** Reads JSON as Fastify does, and keeps its text for who needs a part of it as it was written. */
export function addJsonBody(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.decorateRequest("jsonText", "");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    request.jsonText = body as string;
    return parse(request, body as string, done);
  });
}
