import helmet, { type FastifyHelmetOptions } from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import underPressure from "@fastify/under-pressure";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { Refused } from "../../core/serving/problem-details";
import { addAuth } from "./auth";
import { addConsole } from "./console/console";
import type { ServerContext } from "./context";
import { addDocs } from "./docs";
import { addDrain } from "./drain";
import { addErrors, answerBrokenRequest } from "./errors";
import { addJsonBody } from "./json-body";
import { addMetrics } from "./metrics";
import { addRequestLog } from "./request-log";
import { addFeedback } from "./routes/feedback";
import { addInferenceProtocol } from "./routes/inference-protocol";
import { addPredict } from "./routes/predict";
import { addTrace, requestId } from "./trace";

const RETRY_SECONDS = 2;
const MINUTE_MS = 60_000;

/** What a browser is told of pages; to tell programs would cost as much as to score a row. */
const PAGES: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'unsafe-inline'"],
      imgSrc: ["'self'", "data:"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
  },
};
const NO_HEADERS = { "x-ratelimit-limit": false, "x-ratelimit-remaining": false, "x-ratelimit-reset": false };

/** The scorer over HTTP, ready to listen; each of its parts is a file. */
export async function buildApp(context: ServerContext, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const { config } = context;
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (raw) => requestId(raw),
    bodyLimit: config.bodyLimitBytes,
    requestTimeout: config.requestTimeoutSeconds * 1000,
    // a request that is on its way when the server ends is still answered
    return503OnClosing: false,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 128 },
    http: { connectionsCheckingInterval: 1000, headersTimeout: config.requestTimeoutSeconds * 1000 },
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket),
  });
  app.removeContentTypeParser("text/plain");
  addJsonBody(app);
  addErrors(app, context.metrics);
  addTrace(app);
  addDrain(app, context);
  if (config.logRequests) addRequestLog(app);
  await app.register(underPressure, { maxEventLoopDelay: config.maxLoopDelayMs, retryAfter: RETRY_SECONDS });
  addAuth(app, config, context.clock);
  await app.register(rateLimit, {
    max: config.rateLimitPerMinute,
    timeWindow: MINUTE_MS,
    keyGenerator: (request) => request.caller?.id ?? request.ip,
    addHeaders: NO_HEADERS,
    addHeadersOnExceeding: NO_HEADERS,
    errorResponseBuilder: (_request, { after, ttl }) => new Refused("rate-limit", `Try again in ${after}.`, [], Math.ceil(ttl / 1000)),
  });
  await app.register(swagger, {
    openapi: {
      info: { title: "Scorer", description: "Scores rows by the models of this environment.", version: "1" },
      components: { securitySchemes: { entra: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
      ...(config.auth !== null && { security: [{ entra: [] }] }),
    },
  });
  addMetrics(app, context.metrics);
  addPredict(app, context);
  addFeedback(app, context);
  await addInferenceProtocol(app, context);
  await addConsole(app, context);
  await app.register(async (pages) => {
    await pages.register(helmet, PAGES);
    addDocs(pages);
  });
  return app;
}
