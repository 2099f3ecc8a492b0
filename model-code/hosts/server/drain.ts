import { setImmediate as nextTurn } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { ServerContext } from "./context";

const LOOK_MS = 20;

/** While the server drains, each answer ends its connection, so that its caller goes elsewhere with the next. */
export function addDrain(app: FastifyInstance, context: ServerContext): void {
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (context.isDraining) reply.header("connection", "close");
    done(null, payload);
  });
}

const connections = (app: FastifyInstance): Promise<number> =>
  new Promise((resolve, reject) => app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))));

/**
 * Ends the server without losing a request: it says that it is not ready, answers what still comes and ends each connection with its
 * answer, and stops listening when nobody is connected any more, or after `config.drainSeconds`; what is then under way is answered, too.
 */
export async function drain(app: FastifyInstance, context: ServerContext): Promise<void> {
  context.isDraining = true;
  const until = performance.now() + context.config.drainSeconds * 1000;
  while (performance.now() < until && (await connections(app)) > 0) await new Promise((done) => setTimeout(done, LOOK_MS));
  // right after the turn in which whoever had connected was let in
  await nextTurn();
  await app.close();
}
