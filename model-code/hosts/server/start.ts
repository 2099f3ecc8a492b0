import type { FastifyInstance } from "fastify";
import pino from "pino";
import { buildApp } from "./app";
import type { ServerConfig } from "./config";
import type { ServerContext } from "./context";
import { drain } from "./drain";
import { openContext, type ServerParts } from "./open-context";

/** A scorer that listens. */
export interface RunningServer {
  readonly app: FastifyInstance;
  readonly context: ServerContext;
  /** http://host:port */
  readonly address: string;
  /** Looks at every release manifest now. */
  poll(): Promise<void>;
  /** Ends it: no request is dropped, no logged prediction is lost. */
  stop(): Promise<void>;
}

/**
 * Starts the scorer. It listens at once, and is ready when its models are loaded; a store that is away keeps it waiting, not from starting.
 */
export async function startServer(config: ServerConfig, parts: Partial<ServerParts> = {}): Promise<RunningServer> {
  const logger = pino({ level: config.logLevel, base: { service: "scorer" } });
  const { context, poll } = await openContext(config, logger, parts);
  const app = await buildApp(context, logger);
  const address = await app.listen({ host: config.host, port: config.port });

  let timer: NodeJS.Timeout | undefined;
  let stopping: Promise<void> | undefined;
  const keepPolling = () => {
    void poll().finally(() => {
      if (stopping === undefined) timer = setTimeout(keepPolling, config.pollSeconds * 1000);
    });
  };
  keepPolling();

  const stop = async () => {
    clearTimeout(timer);
    await drain(app, context);
    await Promise.all([context.predictions.close(), context.feedback.close()]);
    logger.flush();
  };
  return {
    app,
    context,
    address,
    poll,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}
