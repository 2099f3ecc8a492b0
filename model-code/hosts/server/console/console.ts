import { createHash } from "node:crypto";
import formbody from "@fastify/formbody";
import helmet, { type FastifyHelmetOptions } from "@fastify/helmet";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { AuditLog } from "../../../adapters/audit/audit-log";
import type { SealedEntry } from "../../../core/audit/chain";
import type { Problem } from "../../../core/problem";
import { checkAsked, parseAsked } from "../../../core/serving/predict-request";
import { Refused } from "../../../core/serving/problem-details";
import type { Scored } from "../../scorer/scorer";
import type { ServedModel } from "../../scorer/served-model";
import { modelNamed, type ServerContext } from "../context";
import { notedRefusal } from "../errors";
import { askedBy, givenBy, MODEL_INPUT } from "./form";
import { Kept } from "./kept";
import { isRefused, type Trial } from "./model-view";
import { PAGE_STYLE, renderConsole } from "./page";
import { checkSameOrigin } from "./same-origin";
import { serviceFigures } from "./service-figures";

const MOST_DECISIONS = 10;

/** No script, nothing from elsewhere, and of styles the page's own. */
const HEADERS: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: [`'sha256-${createHash("sha256").update(PAGE_STYLE).digest("base64")}'`],
      imgSrc: ["data:"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
  },
  // with no referrer, a browser would not say either that a form is the page's own
  referrerPolicy: { policy: "same-origin" },
};

/**
 * `/`: a page for people that shows what is served and how that goes, with a form that asks for a prediction. It works without script.
 * Where tokens are demanded, so they are here: put something before it that signs people in and passes their token on.
 */
export async function addConsole(app: FastifyInstance, context: ServerContext): Promise<void> {
  const { models, scorer, environment, clock } = context;
  const startedAt = clock();
  const audit = new AuditLog(environment, clock);
  const decisions = new Map<string, Kept<readonly SealedEntry[]>>(
    [...models.keys()].map((name) => [name, new Kept(() => audit.newest(name, MOST_DECISIONS))]),
  );

  async function page(tried?: { readonly model: ServedModel; readonly trial: Trial }): Promise<string> {
    const views = [...models.values()].map(async (model) => ({
      model,
      report: context.reports.get(model.name)?.current ?? null,
      reportProblem: context.reports.get(model.name)?.problem ?? null,
      traffic: context.traffic.of(model.name),
      decisions: await decisions.get(model.name)!.get(),
      trial: tried?.model === model ? tried.trial : undefined,
    }));
    return renderConsole({
      now: clock(),
      startedAt,
      figures: await serviceFigures(context.metrics.registry),
      sloP95Milliseconds: context.config.sloP95Milliseconds,
      predictionLog: context.predictions.stats,
      models: await Promise.all(views),
    });
  }

  async function predict(request: FastifyRequest, model: ServedModel, given: Trial["given"]): Promise<Scored> {
    const serving = model.answering();
    const { contract, document } = serving.stable;
    const problems: Problem[] = [];
    const asked = parseAsked(askedBy(given, contract), document, clock(), "", problems);
    if (asked === undefined || problems.length > 0) {
      if (asked !== undefined) checkAsked(asked, contract, "", problems);
      throw new Refused("contract", `${model.name} can't be asked this.`, problems);
    }
    const asker = { key: request.id };
    const [scored] = await scorer.score(serving, [asked], asker, () => "");
    return scored!;
  }

  const send = (reply: FastifyReply, html: string) => reply.type("text/html; charset=utf-8").header("cache-control", "no-store").send(html);
  const options = { config: { role: "Model.Predict" as const }, schema: { hide: true } };

  await app.register(async (console) => {
    await console.register(helmet, HEADERS);
    console.removeAllContentTypeParsers();
    await console.register(formbody);

    console.get("/", options, async (_request, reply) => send(reply, await page()));

    console.post("/", options, async (request, reply) => {
      checkSameOrigin(request);
      const given = givenBy(request.body);
      const model = modelNamed(context, given.get(MODEL_INPUT) ?? "");
      const outcome = await predict(request, model, given).catch((error: unknown) => notedRefusal(request, error, context.metrics));
      if (isRefused(outcome)) {
        reply.code(outcome.status);
        if (outcome.retryAfter !== undefined) reply.header("retry-after", outcome.retryAfter);
      }
      return send(reply, await page({ model, trial: { given, outcome } }));
    });
  });
}
