import type { Problem } from "../problem";

/**
 * An answer to a request that could not be served, as RFC 9457 has it. `type` leads to where the kind of problem is described.
 * @see RFC 9457, "Problem Details for HTTP APIs"
 */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The request's id. */
  readonly instance: string;
  /** Each thing that is wrong with the request. */
  readonly problems?: readonly Problem[];
}

/** The kinds of refusals: their status, and what a person reads of them. */
export const REFUSALS = {
  contract: { status: 400, title: "The request does not fit the model's contract" },
  syntax: { status: 400, title: "The request can't be read" },
  token: { status: 401, title: "The request needs a valid token" },
  role: { status: 403, title: "The token's roles do not allow this" },
  origin: { status: 403, title: "The form was not sent by the console" },
  "no-model": { status: 404, title: "No such model is served here" },
  "no-route": { status: 404, title: "There is nothing at this address" },
  retired: { status: 410, title: "The model is retired" },
  "too-slow": { status: 408, title: "The request took too long to arrive" },
  "too-large": { status: 413, title: "The request is too large" },
  "media-type": { status: 415, title: "The request's content type is not understood" },
  "rate-limit": { status: 429, title: "Too many requests" },
  failed: { status: 500, title: "Scoring failed" },
  overloaded: { status: 503, title: "The scorer is overloaded" },
  unavailable: { status: 503, title: "No version of the model can answer yet" },
  log: { status: 503, title: "Predictions can't be logged at the moment" },
  identity: { status: 503, title: "Tokens can't be checked at the moment" },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;

export type Refusal = keyof typeof REFUSALS;

/** A request that is not served, and why. */
export class Refused extends Error {
  readonly status: number;
  constructor(
    readonly refusal: Refusal,
    readonly detail: string,
    readonly problems: readonly Problem[] = [],
    /** Seconds after which the same request may succeed. */
    readonly retryAfter?: number,
  ) {
    super(detail);
    this.status = REFUSALS[refusal].status;
  }
}

/** More are counted in `detail`, and not shown: an answer must not be larger than its request. */
const MOST_SHOWN = 100;

export const problemDetails = (refused: Refused, instance: string): ProblemDetails => ({
  type: `/docs#${refused.refusal}`,
  title: REFUSALS[refused.refusal].title,
  status: refused.status,
  detail: refused.detail,
  instance,
  ...(refused.problems.length > 0 && { problems: refused.problems.slice(0, MOST_SHOWN) }),
});
