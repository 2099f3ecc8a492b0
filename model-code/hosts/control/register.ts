import { type app, type EventGridEvent, output } from "@azure/functions";
import type { AlertedModel, ControlHost } from "./control-host";

/** What of the Functions library is needed: where functions are made known. */
export type Functions = Pick<typeof app, "http" | "storageQueue" | "timer">;

/** A message a model. */
const ALERTS = output.storageQueue({ queueName: "%ALERT_QUEUE%", connection: "AzureWebJobsStorage" });

/**
 * Makes the functions known: a timer, the webhook of alerts, whose tokens it checks itself, and storage events, which Event Grid
 * puts into a queue. An alert goes through a queue of the host's own: Azure Monitor holds a call to have failed, and makes it again, before
 * a model's monitors have read a day of predictions. An event that was not taken is tried again five times, then put aside.
 * @param host opened at the first call, once for all
 */
export function registerControl(functions: Functions, host: () => Promise<ControlHost>): void {
  functions.timer("ticks", { schedule: "%TICK_SCHEDULE%", handler: async () => (await host()).timer() });
  functions.http("alerts", {
    route: "alerts",
    methods: ["POST"],
    authLevel: "anonymous",
    extraOutputs: [ALERTS],
    handler: async (request, context) => {
      const { response, looks } = await (await host()).alert(request);
      context.extraOutputs.set(ALERTS, looks);
      return response;
    },
  });
  functions.storageQueue("looks", {
    queueName: "%ALERT_QUEUE%",
    connection: "AzureWebJobsStorage",
    handler: async (about) => (await host()).look(about as AlertedModel),
  });
  functions.storageQueue("data", {
    queueName: "%DATA_QUEUE%",
    connection: "AzureWebJobsStorage",
    handler: async (event) => (await host()).data(event as EventGridEvent),
  });
}
