import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { InjectOptions } from "fastify";
import pino from "pino";
import { connect } from "../../adapters/blob-store/connect";
import type { RecordLog } from "../../adapters/prediction-log/record-log";
import { buildApp } from "../server/app";
import type { ServerConfig } from "../server/config";
import { openContext } from "../server/open-context";
import { openLogs } from "../server/open-logs";
import { type StreamEvent, scoreEvents } from "./score-events";

/** The scorer for a host that listens itself: the server's routes, one request at a time. */
export interface ScorerHost {
  http(request: HttpRequest): Promise<HttpResponseInit>;
  /** Scores what came by a stream; what is not in order goes to the hub's dead letters. @throws if some of it can't be scored or kept now: the whole batch is to come again */
  events(hub: string, events: readonly StreamEvent[]): Promise<void>;
  /** Brings what is left to every sink. */
  close(): Promise<void>;
}

/** A log that has a record written once it is with the store: a function's disk goes when the function does. */
const throughToStore = <R>(log: RecordLog<R>): RecordLog<R> => ({
  append: (...record) => log.append(...record),
  hold: () => log.hold(),
  written: () => log.flush(),
  flush: () => log.flush(),
  appendAndFlush: (...record) => log.appendAndFlush(...record),
  close: () => log.close(),
  get stats() {
    return log.stats;
  },
});

/** They say how the connection carried the answer, which whoever listens decides. */
const OF_THE_CONNECTION = new Set(["connection", "content-length", "date", "keep-alive", "transfer-encoding"]);

/** The address that the front end saw: the last one, with its port; the others are the caller's own words. */
function addressOf(request: HttpRequest): string | undefined {
  const last = request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  return last?.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

/** Opens logs and models, and waits for the first look at what is released. */
export async function openScorerHost(config: ServerConfig, clock: () => Date = () => new Date()): Promise<ScorerHost> {
  const logger = pino({ level: config.logLevel, base: { service: "scorer" } });
  const environment = connect(config.storeUrl);
  const { predictions, feedback } = await openLogs(config, environment);
  const parts = { clock, logs: { predictions: throughToStore(predictions), feedback: throughToStore(feedback) } };
  const { context, poll } = await openContext(config, logger, parts);
  const app = await buildApp(context, logger);
  await app.ready();

  let polledAt = Number.NEGATIVE_INFINITY;
  /** There is no timer between requests: the first one after the interval has the manifests looked at, and waits only where nothing answers. */
  const lookIfDue = async () => {
    const isWaiting = [...context.models.values()].some((m) => m.serving === null && !m.isRetired);
    if (performance.now() - polledAt < 1000 * config.pollSeconds && !isWaiting) return;
    polledAt = performance.now();
    const look = poll();
    if (isWaiting) await look;
  };

  const shadows = new Set<Promise<void>>();
  /** Has the shadow's lines sent as soon as it has scored: the disk goes when the process does. Never fails. */
  const keepShadows = (): Promise<void> => {
    const kept = context.scorer
      .shadowsScored()
      .then((any) => (any ? predictions.flush() : undefined))
      .catch((error: Error) => logger.warn(error.message))
      .finally(() => shadows.delete(kept));
    shadows.add(kept);
    return kept;
  };

  return {
    async http(request) {
      await lookIfDue();
      const { pathname, search } = new URL(request.url);
      const payload = Buffer.from(await request.arrayBuffer());
      const remoteAddress = addressOf(request);
      const answer = await app.inject({
        method: request.method as NonNullable<InjectOptions["method"]>,
        url: `${pathname}${search}`,
        headers: Object.fromEntries(request.headers),
        ...(payload.length > 0 && { payload }),
        ...(remoteAddress !== undefined && { remoteAddress }),
      });
      const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
        OF_THE_CONNECTION.has(name) || value === undefined ? [] : [[name, String(value)]],
      );
      // the process goes on after the invocation: a caller does not wait for a version that does not answer it
      void keepShadows();
      return { status: answer.statusCode, headers: Object.fromEntries(headers), body: answer.rawPayload };
    },
    async events(hub, events) {
      await lookIfDue();
      await scoreEvents(context, environment, `dead-letters/${hub}/`, events);
      await keepShadows();
    },
    async close() {
      await app.close();
      await Promise.all(shadows);
      await Promise.all([predictions.close(), feedback.close()]);
    },
  };
}
