import { Server } from "node:net";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { ServerContext } from "./context";

const LOOK_MS = 20;
/** Time for what was sent just before the server stopped to listen. */
const LAST_MS = 1000;

/** While the server drains, each answer ends its connection, so that its caller goes elsewhere with the next. */
export function addDrain(app: FastifyInstance, context: ServerContext): void {
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (context.isDraining) reply.header("connection", "close");
    done(null, payload);
  });
}

const connections = (app: FastifyInstance): Promise<number> =>
  new Promise((resolve, reject) => app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))));

async function untilNobody(app: FastifyInstance, milliseconds: number): Promise<void> {
  const until = performance.now() + milliseconds;
  while ((await connections(app)) > 0 && performance.now() < until) await sleep(LOOK_MS);
}

/**
 * Ends the server without losing a request: it says that it is not ready, answers what still comes and ends each connection with its
 * answer, and stops listening when nobody is connected any more, or after `config.drainSeconds`; what is then on its way is answered, too.
 */
export async function drain(app: FastifyInstance, context: ServerContext): Promise<void> {
  context.isDraining = true;
  const { drainSeconds } = context.config;
  await untilNobody(app, drainSeconds * 1000);
  // right after the turn in which whoever had connected was let in
  await nextTurn();
  // an HTTP server's own close would also cut connections on which a request is just arriving
  Server.prototype.close.call(app.server);
  await untilNobody(app, Math.min(LAST_MS, drainSeconds * 1000));
  await app.close();
}
