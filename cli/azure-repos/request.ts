import { ProblemError } from "../../model-code/core/problem";
import { whyUnanswered } from "../why-unanswered";

/** Where to ask, and what for. */
export interface Service {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string;
}

/** Azure Repos did not do what it was asked for. */
export class ReposRefused extends ProblemError {
  readonly code = "REPOS_REFUSED";
}

/** It may do it later: too many requests, a fault of its own, or it was not reached. */
export class TryAgain extends Error {
  constructor(
    readonly got: string,
    /** Milliseconds that it asks to wait. */
    readonly after?: number,
  ) {
    super(got);
  }
}

const VERSION = "7.1";
/** Milliseconds after which no answer is taken for none. */
const PATIENCE = 30_000;

/** What to do about an answer that will not change by itself. */
const REMEDIES: Readonly<Record<number, string>> = {
  400: "Correct what it says.",
  401: "The job's token is not accepted: map SYSTEM_ACCESSTOKEN from $(System.AccessToken), not from a variable of your own.",
  403: "Let the build service `Contribute to pull requests` in the repository's security settings.",
  404: "Let the build service read the repository, and check that the pull request is of this repository.",
};

/** Milliseconds of a Retry-After header, which is a number of seconds or a date (RFC 9110, 10.2.3); undefined for anything else. */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

export interface Sent {
  readonly method: "GET" | "POST" | "PATCH";
  /** Below the service's address: `/threads`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON; bytes as they are. */
  readonly body?: unknown;
  /** The answer is a file: it comes back as its text. */
  readonly isFile?: boolean;
  /** What to do about an answer, by its status, where it is another thing than with pull requests. */
  readonly remedies?: Readonly<Record<number, string>>;
}

/**
 * Asks Azure Repos, or another service of Azure DevOps, once.
 * @returns the answer's JSON; undefined if it is none
 * @throws TryAgain if it may do it later, ReposRefused if it will not
 */
export async function request({ url, token }: Service, { method, path, query, body, isFile, remedies }: Sent): Promise<unknown> {
  const isBytes = body instanceof Uint8Array;
  const answer = await fetch(`${url}${path}?${new URLSearchParams({ ...query, "api-version": VERSION })}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      accept: isFile === true ? "application/octet-stream" : "application/json",
      ...(body !== undefined && { "content-type": isBytes ? "application/octet-stream" : "application/json" }),
    },
    ...(body !== undefined && { body: isBytes ? new Uint8Array(body) : JSON.stringify(body) }),
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
  }).catch((error: unknown) => {
    throw new TryAgain(whyUnanswered(error, PATIENCE));
  });
  const { status } = answer;
  if (status === 429 || status >= 500) {
    await answer.body?.cancel();
    throw new TryAgain(`HTTP ${status}`, retryAfter(answer.headers.get("retry-after"), Date.now()));
  }
  const text = await answer.text().catch(() => {
    throw new TryAgain("an answer that broke off");
  });
  const isJson = /\bjson\b/.test(answer.headers.get("content-type") ?? "");
  // without a token that counts it answers 203 or 302 with its sign-in page
  const effective = status === 302 || (status === 203 && !isJson) ? 401 : status;
  if (effective < 200 || effective >= 300) {
    throw new ReposRefused({
      where: `Azure Repos ${method} ${new URL(url).pathname}${path}`,
      expected: "HTTP 200",
      got: `HTTP ${status}${isJson ? messageOf(text, token) : ""}`,
      remedy: remedies?.[effective] ?? REMEDIES[effective] ?? "Look the status up in Azure DevOps' documentation.",
    });
  }
  if (isFile === true) return text;
  return isJson ? parsed(text) : undefined;
}

/** Undefined for what is no JSON, which no caller takes. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the service says; an echo of the token would not be handed on. */
function messageOf(text: string, token: string): string {
  const { message } = (parsed(text) ?? {}) as { message?: unknown };
  return typeof message === "string" ? `: ${message.replaceAll(token, "***").replace(/\s+/g, " ")}` : "";
}
