import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Problem } from "../../../core/problem";
import { shown } from "../../../core/serving/contract";
import { eventDay } from "../../../core/serving/event-day";
import { type AskedRow, checkAsked, isShortText, parseAsked, SHORT_TEXT } from "../../../core/serving/predict-request";
import { Refused } from "../../../core/serving/problem-details";
import { writtenFeatures } from "../../../core/serving/written-features";
import { inTurns } from "../../scorer/in-turns";
import type { Scored } from "../../scorer/scorer";
import type { ServedModel, Serving } from "../../scorer/served-model";
import { modelNamed, type ServerContext, theModel } from "../context";

const row = {
  type: "object",
  properties: {
    features: {
      type: "object",
      additionalProperties: { type: ["number", "string", "null"] },
      description: "A value for each feature, by name; null where it is missing.",
    },
    input: { type: "array", items: { type: ["number", "string", "null"] }, description: "Instead: the values in order, numbers first." },
    key: { type: "string", description: "By what the traffic is split; one key is always answered by the same version of a release." },
    about: {
      type: "object",
      additionalProperties: { type: "string" },
      description: "What the row is about, by the model's row key; feedback can then name it.",
    },
  },
} as const;

const model = { type: "string", description: "May be left out where one model is served." } as const;

const answer = {
  type: "object",
  properties: {
    id: { type: "string", description: "Of the prediction, for feedback." },
    model: { type: "string" },
    digest: { type: "string", description: "sha256 of the package that answered." },
    release: { type: "integer", description: "Version of the release manifest." },
    arm: { type: "string", description: "stable or canary" },
    probability: { type: "number" },
    decision: { type: "boolean", description: "Whether the probability reaches the package's threshold." },
    prediction: { type: "number" },
    outOfRange: { type: "array", items: { type: "string" }, description: "Features unlike anything that training saw." },
  },
} as const;

const MOST_ROWS = 10_000;
/** A batch may be so many times as large as any other body: rows of 20 features by name take 450 bytes each, so 10,000 of them fit. */
const BATCH_BODIES = 8;
/** Of a request: each day that rows are about is a blob of its own in the log. */
const MOST_DAYS = 31;

const answerOf = (serving: Serving, { id, arm, package: by, score, outOfRange }: Scored) => ({
  id,
  model: serving.manifest.model,
  digest: by.digest,
  release: serving.manifest.version,
  arm,
  ...(by.document.output === "probability" ? { probability: score, decision: score >= by.document.threshold } : { prediction: score }),
  outOfRange,
});

const atTop = () => "";
const atRow = (i: number) => `rows/${i}`;

/** Without a name of the model in the body, the body as it is: what is left is the row's. */
function withoutModel(body: unknown): { readonly named: unknown; readonly rest: unknown } {
  if (typeof body !== "object" || body === null || !("model" in body)) return { named: undefined, rest: body };
  const { model: named, ...rest } = body;
  return { named, rest };
}

/** Finds what a caller wrote once somebody asks for it. */
class Written {
  private found: readonly string[] | undefined;

  constructor(
    private readonly body: string,
    private readonly features: readonly AskedRow["features"][],
  ) {}

  of(row: number): string | undefined {
    this.found ??= writtenFeatures(this.body, this.features as readonly Record<string, unknown>[]) ?? [];
    return this.found[row];
  }
}

const asWritten = (row: AskedRow, written: () => string | undefined): AskedRow => ({ ...row, written });

/** Rows with their features as the caller wrote them, where these can be found again. A closure with a name costs a microsecond here. */
function withWritten(rows: readonly AskedRow[], body: string): readonly AskedRow[] {
  const features = rows.map((row) => row.features);
  if (!features.every((f) => typeof f === "object" && f !== null)) return rows;
  const written = new Written(body, features);
  return rows.map((row, i) => asWritten(row, () => written.of(i)));
}

/** `/predict`: named features in, a probability or a value out. */
export function addPredict(app: FastifyInstance, context: ServerContext): void {
  const { scorer, clock } = context;
  const asker = (request: FastifyRequest) => ({ key: request.id });

  /** Gives rows on, or every problem of every row, those of their features included. */
  function sound(
    body: string,
    served: ServedModel,
    { stable }: Serving,
    asked: readonly (AskedRow | undefined)[],
    where: (row: number) => string,
    problems: Problem[],
  ): readonly AskedRow[] {
    const days = new Set<string>();
    if (asked.length > MOST_DAYS) {
      const time = clock().toISOString();
      for (const a of asked) days.add(eventDay({ time, about: a?.about ?? null }, stable.document.time));
    }
    if (days.size > MOST_DAYS) {
      const remedy = "Send the rows of fewer days at a time; npx mlops score takes any number.";
      problems.push({ where: "rows", expected: `rows about at most ${MOST_DAYS} days`, got: `${days.size} days`, remedy });
    }
    if (problems.length === 0) return withWritten(asked as AskedRow[], body);
    for (const [i, a] of asked.entries()) if (a !== undefined) checkAsked(a, stable.contract, where(i), problems);
    throw new Refused(
      "contract",
      `${problems.length} problem${problems.length === 1 ? "" : "s"} with what ${served.name} is asked.`,
      problems,
    );
  }

  async function one(request: FastifyRequest, served: ServedModel, body: unknown) {
    const serving = served.answering();
    const problems: Problem[] = [];
    const asked = [parseAsked(body, serving.stable.document, clock(), "", problems)];
    const [scored] = await scorer.score(serving, sound(request.jsonText, served, serving, asked, atTop, problems), asker(request), atTop);
    return answerOf(serving, scored!);
  }

  async function many(request: FastifyRequest, served: ServedModel, body: unknown) {
    const serving = served.answering();
    const problems: Problem[] = [];
    const { rows, key, ...odd } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
    const isList = Array.isArray(rows) && rows.length > 0 && rows.length <= MOST_ROWS;
    if (!isList)
      problems.push({
        where: "rows",
        expected: `a list of 1 to ${MOST_ROWS} rows`,
        got: Array.isArray(rows) ? `${rows.length} rows` : shown(rows),
        remedy: 'Send {"rows": [{"features": {...}}, ...]}.',
      });
    for (const name of Object.keys(odd))
      problems.push({ where: name.slice(0, 64), expected: "rows, key", got: "an unknown name", remedy: "Remove it, or correct it." });
    if (key !== undefined && !isShortText(key))
      problems.push({ where: "key", expected: SHORT_TEXT, got: shown(key), remedy: "Correct it, or leave it out." });
    const now = clock();
    const asked = await inTurns(isList ? rows : [], (r, i) => parseAsked(r, serving.stable.document, now, atRow(i), problems));
    const by = { ...asker(request), ...(isShortText(key) && { key }) };
    const scored = await scorer.score(serving, sound(request.jsonText, served, serving, asked, atRow, problems), by, atRow);
    return { answers: scored.map((s) => answerOf(serving, s)) };
  }

  // the contract is checked by the scorer, with the problems of every field; the schema is what the documentation shows
  const options = { config: { role: "Model.Predict" as const }, validatorCompiler: () => () => true, attachValidation: false };
  const batchOptions = { ...options, bodyLimit: BATCH_BODIES * context.config.bodyLimitBytes };
  const tags = ["predict"];
  const batch = {
    type: "object",
    properties: { rows: { type: "array", items: row, maxItems: MOST_ROWS }, key: row.properties.key },
  } as const;
  const answers = { type: "object", properties: { answers: { type: "array", items: answer } } } as const;

  app.post(
    "/predict",
    {
      ...options,
      schema: { tags, summary: "Score a row", body: { ...row, properties: { model, ...row.properties } }, response: { 200: answer } },
    },
    (request) => {
      const { named, rest } = withoutModel(request.body);
      return one(request, theModel(context, named), rest);
    },
  );
  app.post(
    "/predict/batch",
    {
      ...batchOptions,
      schema: {
        tags,
        summary: "Score many rows",
        body: { ...batch, properties: { model, ...batch.properties } },
        response: { 200: answers },
      },
    },
    (request) => {
      const { named, rest } = withoutModel(request.body);
      return many(request, theModel(context, named), rest);
    },
  );
  app.post<{ Params: { model: string } }>(
    "/models/:model/predict",
    { ...options, schema: { tags, summary: "Score a row of a model", body: row, response: { 200: answer } } },
    (request) => one(request, modelNamed(context, request.params.model), request.body),
  );
  app.post<{ Params: { model: string } }>(
    "/models/:model/predict/batch",
    { ...batchOptions, schema: { tags, summary: "Score many rows of a model", body: batch, response: { 200: answers } } },
    (request) => many(request, modelNamed(context, request.params.model), request.body),
  );
}
