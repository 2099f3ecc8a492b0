import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Refused } from "../../../core/serving/problem-details";
import { readInfer, tensorsOf, writeInfer } from "../../../core/serving/protocol-v2";
import type { LoadedPackage } from "../../scorer/loaded-package";
import type { ServedModel } from "../../scorer/served-model";
import { healthOf, isReady, modelNamed, type ServerContext } from "../context";

interface Named {
  readonly Params: { readonly model: string; readonly version?: string };
}

const NOTHING = new Uint8Array(0);
const RETRY_SECONDS = 5;

/** The bytes of a request as its JSON and what follows it. */
function splitBody(request: FastifyRequest): { readonly header: unknown; readonly binary: Uint8Array } {
  const body = Buffer.isBuffer(request.body) ? request.body : NOTHING;
  const given = request.headers["inference-header-content-length"];
  const length = given === undefined ? body.length : Number(given);
  if (!Number.isSafeInteger(length) || length < 0 || length > body.length)
    throw new Refused("syntax", `Inference-Header-Content-Length: expected at most ${body.length}, got ${String(given)}.`);
  try {
    return { header: JSON.parse(Buffer.from(body.buffer, body.byteOffset, length).toString()), binary: body.subarray(length) };
  } catch {
    throw new Refused("syntax", "The body is no valid JSON. NaN is not part of it: a missing value is null, or NaN in binary data.");
  }
}

/** What answers callers, which a shadow never does. */
function versionsOf(served: ServedModel): readonly LoadedPackage[] {
  const { stable, candidate, manifest } = served.answering();
  return candidate !== null && manifest.candidate?.mode === "canary" ? [stable, candidate] : [stable];
}

/** The version that a request names, if it answers callers. */
function versionOf(served: ServedModel, version: string | undefined): LoadedPackage | undefined {
  if (version === undefined) return undefined;
  const found = versionsOf(served).find((p) => p.digest === version);
  if (found === undefined) throw new Refused("no-model", `${served.name}: version ${version.slice(0, 64)} does not answer here.`);
  return found;
}

/** A probe reads the status alone: 503 until it can be answered. */
function sendReadiness(reply: FastifyReply, ready: boolean, body: object): FastifyReply {
  if (!ready) reply.code(503).header("retry-after", RETRY_SECONDS);
  return reply.send(body);
}

/**
 * The Open Inference Protocol, version 2, with the binary tensor extension. A version is the digest of its package.
 * @see https://github.com/kserve/open-inference-protocol
 */
export async function addInferenceProtocol(app: FastifyInstance, context: ServerContext): Promise<void> {
  const tags = ["Open Inference Protocol v2"];
  const open = { config: { rateLimit: false as const, pressureHandler: () => {} } };

  app.get("/v2", { ...open, schema: { tags, summary: "What this server is" } }, () => ({
    name: "azure-mlops-stacks",
    version: "2",
    extensions: ["binary_tensor_data"],
  }));
  app.get("/v2/health/live", { ...open, schema: { tags, summary: "Whether the process works" } }, () => ({ live: true }));
  app.get("/v2/health/ready", { ...open, schema: { tags, summary: "Whether every model answers" } }, (_request, reply) => {
    const models = Object.fromEntries([...context.models.values()].map((m) => [m.name, healthOf(m)]));
    const ready = isReady(context);
    return sendReadiness(reply, ready, { ready, draining: context.isDraining, models });
  });

  const metadata = (request: FastifyRequest<Named>) => {
    const served = modelNamed(context, request.params.model);
    const by = versionOf(served, request.params.version) ?? served.answering().stable;
    const versions = versionsOf(served).map((p) => p.digest);
    return { name: served.name, versions, platform: "onnxruntime_onnx", ...tensorsOf(by.document) };
  };
  const readiness = (request: FastifyRequest<Named>, reply: FastifyReply) => {
    const served = modelNamed(context, request.params.model);
    const version = request.params.version;
    const ready = served.serving !== null && !context.isDraining;
    if (ready) versionOf(served, version);
    return sendReadiness(reply, ready, { name: served.name, ...healthOf(served), ready });
  };
  const infer = async (request: FastifyRequest<Named>, reply: FastifyReply) => {
    const served = modelNamed(context, request.params.model);
    const serving = served.answering();
    const pinned = versionOf(served, request.params.version);
    const { header, binary } = splitBody(request);
    const { id, rows, isBinaryOutput } = readInfer(header, binary, (pinned ?? serving.stable).document);
    const asker = { key: request.id, wantsOneVersion: true, ...(pinned && { pinned }) };
    const scored = await context.scorer.score(serving, rows, asker, (row) => `row ${row}`);
    const answer = writeInfer(
      {
        model: served.name,
        version: scored[0]!.package.digest,
        id: id ?? request.id,
        output: scored[0]!.package.document.output,
        values: scored.map((s) => s.score),
        outOfRange: [...new Set(scored.flatMap((s) => s.outOfRange))],
      },
      isBinaryOutput,
    );
    if (answer.binary === null) return reply.type("application/json").send(answer.json);
    const json = Buffer.from(answer.json);
    reply.header("inference-header-content-length", json.length).type("application/octet-stream");
    return reply.send(Buffer.concat([json, answer.binary]));
  };

  for (const path of ["/v2/models/:model", "/v2/models/:model/versions/:version"]) {
    app.get<Named>(path, { ...open, schema: { tags, summary: "The tensors that a model takes and gives" } }, metadata);
    app.get<Named>(`${path}/ready`, { ...open, schema: { tags, summary: "Whether a model answers" } }, readiness);
  }
  // what follows the JSON is no text, and clients name all kinds of content types
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    for (const path of ["/v2/models/:model/infer", "/v2/models/:model/versions/:version/infer"])
      scope.post<Named>(path, { config: { role: "Model.Predict" }, schema: { tags, summary: "Score tensors" } }, infer);
  });
}
