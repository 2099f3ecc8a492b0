import { createHash } from "node:crypto";
import type { app, InvocationContext } from "@azure/functions";
import type { StreamEvent } from "./score-events";
import type { ScorerHost } from "./scorer-host";

/** What of the Functions library is needed: where functions are made known, and what is to be done at the end. */
export type Functions = Pick<typeof app, "http" | "eventHub"> & { readonly hook: Pick<(typeof app)["hook"], "appTerminate"> };

const METHODS = ["GET", "POST"] as const;

const parsed = (event: unknown): unknown => {
  if (typeof event !== "string") return event;
  try {
    return JSON.parse(event);
  } catch {
    return event;
  }
};

/** The events of a batch, each with an id that only its place in the stream and its content determine. */
export function eventsOf(
  batch: unknown,
  { triggerMetadata }: Pick<InvocationContext, "triggerMetadata">,
  now: Date,
): readonly StreamEvent[] {
  const bodies = Array.isArray(batch) ? batch : [batch];
  const list = (name: string): readonly unknown[] => {
    const found = triggerMetadata?.[name];
    return Array.isArray(found) ? found : [];
  };
  const [sequences, times] = [list("sequenceNumberArray"), list("enqueuedTimeUtcArray")];
  const partition = JSON.stringify(triggerMetadata?.partitionContext ?? null);
  return bodies.map((event, i) => {
    const body = parsed(event);
    const sequence = String(sequences[i] ?? "");
    const content = createHash("sha256")
      .update(JSON.stringify([partition, sequence, body]))
      .digest("hex")
      .slice(0, 24);
    const at = Date.parse(String(times[i]));
    const day = new Date(Number.isNaN(at) ? now : at).toISOString().slice(0, 10);
    return { id: sequence === "" ? content : `${sequence}-${content}`, day, body };
  });
}

/**
 * Makes the functions known: all routes of the scorer, whose tokens it checks itself, and a stream if a setting names one.
 * @param host opened at the first call, once for all
 */
export function registerScorer(
  functions: Functions,
  host: () => Promise<ScorerHost>,
  settings: Readonly<Record<string, string | undefined>>,
): void {
  let opened: Promise<ScorerHost> | undefined;
  const running = () => {
    opened = host();
    return opened;
  };
  functions.hook.appTerminate(async () => (await opened)?.close());
  functions.http("scorer", {
    route: "{*path}",
    methods: [...METHODS],
    authLevel: "anonymous",
    handler: async (request) => (await running()).http(request),
  });
  const hub = settings.STREAM_EVENT_HUB;
  if (!hub) return;
  functions.eventHub("stream", {
    connection: "STREAM",
    eventHubName: "%STREAM_EVENT_HUB%",
    consumerGroup: settings.STREAM_CONSUMER_GROUP ? "%STREAM_CONSUMER_GROUP%" : "$Default",
    cardinality: "many",
    // until it succeeds: what comes after in the partition waits, and nothing is lost
    retry: { strategy: "exponentialBackoff", maxRetryCount: -1, minimumInterval: { seconds: 2 }, maximumInterval: { minutes: 5 } },
    handler: async (batch, context) => (await running()).events(hub, eventsOf(batch, context, new Date())),
  });
}
