import { Silent, TriedInVain } from "./attempt";
import { NotFound, PreconditionFailed, StoreError, StoreRefused, StoreUnavailable } from "./errors";

/** A download that broke off. */
export class BrokenOff extends Error {}

/** What was being done, for messages. */
export interface Doing {
  readonly location: string;
  /** `container/blob`, or `container` for a listing. */
  readonly what: string;
  /** Whether it writes only what is not there: in a container that is immutable, what is there is refused as such. */
  readonly creates?: boolean;
}

const BUSY = new Set([408, 429, 500, 502, 503, 504]);
const ALREADY = new Set(["BlobAlreadyExists", "ConditionNotMet", "TargetConditionNotMet", "SourceConditionNotMet"]);
const IMMUTABLE = "BlobImmutableDueToPolicy";

/** The part of the SDK's RestError that we read; parsed here, since errors of several copies of the class may come. */
interface Answer {
  readonly status?: number;
  readonly code?: string;
}

function answerOf(error: unknown): Answer | undefined {
  if (typeof error !== "object" || error === null || (error as Error).name !== "RestError") return undefined;
  const { statusCode, code, details } = error as { statusCode?: unknown; code?: unknown; details?: { errorCode?: unknown } };
  const named = typeof details?.errorCode === "string" ? details.errorCode : code;
  return { ...(typeof statusCode === "number" && { status: statusCode }), ...(typeof named === "string" && { code: named }) };
}

/** Whether the failure may pass by itself: no connection, a broken one, or a store that says "busy". */
export function passes(error: unknown): boolean {
  if (error instanceof BrokenOff) return true;
  const answer = answerOf(error);
  return answer !== undefined && (answer.status === undefined || BUSY.has(answer.status));
}

/** Makes a typed error of a failed call. What is no failure of the store (a mistake in the code) is handed back as it came. */
export function asStoreError(error: unknown, { location, what, creates = false }: Doing): unknown {
  if (error instanceof StoreError) return error;
  if (error instanceof TriedInVain) {
    return new StoreUnavailable(
      { where: `the blob store at ${location}`, expected: "an answer", got: gotText(error), remedy: reachRemedy(location) },
      { cause: error.cause },
    );
  }
  const at = `${what} in ${location}`;
  const answer = answerOf(error);
  if (answer?.status === 404) {
    const remedy = "Check the name; if the container itself is absent, `ensureContainers` makes it.";
    return new NotFound({ where: at, expected: "it to exist", got: answer.code ?? "not found", remedy }, { cause: error });
  }
  const isAlready = (code: string | undefined) => code === undefined || ALREADY.has(code) || (creates && code === IMMUTABLE);
  if (answer && (answer.status === 412 || answer.status === 409) && isAlready(answer.code)) {
    const remedy = "Read it again and decide anew.";
    const problem = { where: at, expected: "nobody to have written it meanwhile", got: answer.code ?? `HTTP ${answer.status}`, remedy };
    return new PreconditionFailed(problem, { cause: error });
  }
  if (answer?.status !== undefined) {
    const said = error instanceof Error ? firstLine(error.message).trim() : "";
    const got = `HTTP ${answer.status}${answer.code ? ` ${answer.code}` : ""}${said ? ` (${said})` : ""}`;
    return new StoreRefused({ where: at, expected: "to be let in", got, remedy: refusedRemedy(answer.status) }, { cause: error });
  }
  if (error instanceof Error && /Credential|Authentication/.test(error.name)) {
    const remedy = "Sign in with `az login`, or run where a managed identity is assigned.";
    return new StoreRefused({ where: at, expected: "a token of Entra ID", got: firstLine(error.message), remedy }, { cause: error });
  }
  return error;
}

function gotText({ tries, cause }: TriedInVain): string {
  const answer = answerOf(cause);
  let what = cause instanceof Error ? firstLine(cause.message) : String(cause);
  if (answer?.status !== undefined) what = `HTTP ${answer.status}${answer.code ? ` ${answer.code}` : ""}`;
  else if (answer?.code === "ECONNREFUSED") what = "connection refused";
  else if (answer?.code === "ENOTFOUND") what = "no such host";
  return `${what}${cause instanceof Silent ? "" : ","} ${tries} ${tries === 1 ? "time" : "times"}`.replace(/ {2,}/g, " ");
}

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? "";

const reachRemedy = (location: string): string =>
  location.startsWith("https:")
    ? "Check the account's name, its firewall or private endpoint, and whether the service is up, then run again: what was stored stays."
    : "Start the local store (`npm start` does) or give the location of one that runs, then run again: what was stored stays.";

function refusedRemedy(status: number): string {
  if (status === 401 || status === 403)
    return "Check that the identity has the role Storage Blob Data Contributor (or Reader) here and that the account's network rules let it in.";
  if (status === 409) return "The blob is protected (immutable, or leased); write under another name.";
  return "The store does not take this request; check the name and the size.";
}
