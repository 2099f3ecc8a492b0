import type { FastifyInstance } from "fastify";
import { eventDay } from "../../../core/serving/event-day";
import { parseFeedback } from "../../../core/serving/parse-feedback";
import { Refused } from "../../../core/serving/problem-details";
import type { ServedModel } from "../../scorer/served-model";
import { modelNamed, type ServerContext, theModel } from "../context";

const RETRY_SECONDS = 10;

const label = {
  type: "object",
  properties: {
    id: { type: "string", description: "Of the feedback: the same one sent twice counts once. Without one, equal content is the same." },
    prediction: { type: "string", description: "Id of the answer that the label is for." },
    about: { type: "object", additionalProperties: { type: "string" }, description: "Instead: what the row was about." },
    label: { type: "number", description: "What came true: 0 or 1, or the value." },
  },
} as const;

/** `/feedback`: what came true, for the monitors. */
export function addFeedback(app: FastifyInstance, context: ServerContext): void {
  const { feedback, clock } = context;

  async function take(served: ServedModel, body: unknown) {
    const { document } = served.answering().stable;
    const record = parseFeedback(body, document, { time: clock().toISOString(), source: "caller" });
    if (!feedback.append(record, eventDay(record, document.time)))
      throw new Refused("log", "The feedback log is full, since its store has been away for long. Try again later.", [], RETRY_SECONDS);
    await feedback.written().catch((error: unknown) => {
      throw new Refused("log", (error as Error).message, [], RETRY_SECONDS);
    });
    return { id: record.id };
  }

  const options = { config: { role: "Model.Feedback" as const }, validatorCompiler: () => () => true };
  const response = { 200: { type: "object", properties: { id: { type: "string" } } } };
  app.post(
    "/feedback",
    {
      ...options,
      schema: {
        tags: ["feedback"],
        summary: "Tell what came true",
        body: {
          ...label,
          properties: { model: { type: "string", description: "May be left out where one model is served." }, ...label.properties },
        },
        response,
      },
    },
    (request) => {
      const { model, ...rest } = (request.body ?? {}) as Record<string, unknown>;
      return take(theModel(context, model), rest);
    },
  );
  app.post<{ Params: { model: string } }>(
    "/models/:model/feedback",
    { ...options, schema: { tags: ["feedback"], summary: "Tell what came true for a model", body: label, response } },
    (request) => take(modelNamed(context, request.params.model), request.body),
  );
}
