import { Writable } from "node:stream";
import fastify, { type FastifyBaseLogger, LogController } from "fastify";
import pino from "pino";

/** An app that logs no requests by itself, and the lines that it has logged so far. */
export function loggedApp() {
  const written: string[] = [];
  const output = new Writable({
    write(chunk, _, done) {
      written.push(String(chunk));
      done();
    },
  });
  const loggerInstance: FastifyBaseLogger = pino({}, output);
  return { app: fastify({ loggerInstance, logController: new LogController({ disableRequestLogging: true }) }), written };
}
