import { createHash } from "node:crypto";
import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { canonicalJson } from "../../core/canonical-json";
import type { Problem } from "../../core/problem";
import { parseAsked } from "../../core/serving/predict-request";
import { type Refusal, Refused } from "../../core/serving/problem-details";
import { type ServerContext, theModel } from "../server/context";

/** One event of a stream. */
export interface StreamEvent {
  /** The same event that comes again has the same; stands in the prediction log. */
  readonly id: string;
  /** The day on which it was put into the stream, YYYY-MM-DD. */
  readonly day: string;
  /** What `/predict` takes, parsed, or as text if it is no JSON. */
  readonly body: unknown;
}

/** What will be otherwise later; all else an event would be refused for each time that it comes. */
const PASSING: ReadonlySet<Refusal> = new Set<Refusal>(["unavailable", "log", "overloaded", "identity"]);

async function scoreEvent(context: ServerContext, { id, body }: StreamEvent): Promise<void> {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new Refused("syntax", "The event is no JSON object.", [
      { where: "the event", expected: 'JSON such as {"features": {...}}', got: typeof body, remedy: "Send an object." },
    ]);
  const { model: named, ...row } = body as Record<string, unknown>;
  const serving = theModel(context, named).answering();
  const problems: Problem[] = [];
  const asked = parseAsked(row, serving.stable.document, context.clock(), "", problems);
  if (problems.length > 0) throw new Refused("contract", `${problems.length} problems with the event.`, problems);
  await context.scorer.score(serving, [asked!], { eventId: id, key: id }, () => "");
}

/** Whether an event's values may be kept: those of its model, or of all where it is not known which it is for. */
function isOpen({ models }: ServerContext, body: unknown): boolean {
  const named = models.get(String((body as { readonly model?: unknown } | null)?.model));
  return (named === undefined ? [...models.values()] : [named]).every((model) => {
    const sensitivity = model.serving?.stable.document.sensitivity;
    return sensitivity === "public" || sensitivity === "internal";
  });
}

/**
 * Keeps an event that can't be scored, with the reasons, as `<folder>date=<day>/<id>.json` in the container `quarantine`: of confidential
 * and personal data no value, only where something is wrong and the event's digest, by which its sender can find it.
 */
async function putAside(context: ServerContext, store: BlobStore, folder: string, { id, day, body }: StreamEvent, refused: Refused) {
  const { refusal, detail, problems } = refused;
  const content = isOpen(context, body)
    ? { id, refusal, detail, problems, event: body }
    : {
        id,
        refusal,
        problems: problems.map(({ where, expected }) => ({ where, expected })),
        sha256: createHash("sha256").update(canonicalJson(body)).digest("hex"),
      };
  await store.put("quarantine", `${folder}date=${day}/${id}.json`, canonicalJson(content), { contentType: "application/json" });
}

/**
 * Scores events, each by what answers for its key; the answers are in the prediction log when this comes back. An event that is not in
 * order goes to the dead letters, with its problems. To score the same events again changes nothing: their ids are the same.
 * @param deadLetters folder in the container `quarantine`, with a slash at its end
 * @throws Refused if something passing keeps any of them from being scored, or StoreUnavailable: none may then count as done
 */
export async function scoreEvents(
  context: ServerContext,
  store: BlobStore,
  deadLetters: string,
  events: readonly StreamEvent[],
): Promise<void> {
  const settled = await Promise.allSettled(
    events.map(async (event) => {
      try {
        await scoreEvent(context, event);
      } catch (error) {
        if (!(error instanceof Refused) || PASSING.has(error.refusal)) throw error;
        await putAside(context, store, deadLetters, event, error);
      }
    }),
  );
  const failed = settled.find((s) => s.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
