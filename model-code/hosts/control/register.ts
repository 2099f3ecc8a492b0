import type { app, EventGridEvent } from "@azure/functions";
import type { ControlHost } from "./control-host";

/** What of the Functions library is needed: where functions are made known. */
export type Functions = Pick<typeof app, "http" | "storageQueue" | "timer">;

/**
 * Makes the functions known: a timer, the webhook of alerts, whose tokens it checks itself, and storage events, which Event Grid
 * puts into a queue. An event that was not taken is tried again five times, then put aside.
 * @param host opened at the first call, once for all
 */
export function registerControl(functions: Functions, host: () => Promise<ControlHost>): void {
  functions.timer("ticks", { schedule: "%TICK_SCHEDULE%", handler: async () => (await host()).timer() });
  functions.http("alerts", {
    route: "alerts",
    methods: ["POST"],
    authLevel: "anonymous",
    handler: async (request) => (await host()).alert(request),
  });
  functions.storageQueue("data", {
    queueName: "%DATA_QUEUE%",
    connection: "AzureWebJobsStorage",
    handler: async (event) => (await host()).data(event as EventGridEvent),
  });
}
