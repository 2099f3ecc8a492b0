import { attempt, type Patience, TriedInVain } from "../blob-store/attempt";
import { TrackerRefused, TrackerUnavailable } from "./errors";
import { trackingUrl } from "./tracking-uri";

/** About 15 s for a server that is busy, a minute for one that stays silent. */
export const MLFLOW_PATIENCE: Patience = { tries: 6, silentTries: 2, firstDelayMs: 500, idleMs: 30_000 };

/** Gives a bearer token that is still valid; asked before every request. */
export type TokenSource = () => Promise<string>;

export interface MlflowOptions {
  /** Needed by Azure ML. */
  readonly token?: TokenSource;
  readonly patience?: Patience;
}

type Query = Readonly<Record<string, string | number | undefined>>;

/** An answer that is no success. */
class Answered extends Error {
  constructor(
    readonly status: number,
    readonly text: string,
  ) {
    super(`HTTP ${status}`);
  }
}

/** MLflow's REST API 2.0: addresses, tokens, retries and errors. */
export class MlflowRest {
  private readonly base: string;
  private readonly patience: Patience;

  /** @throws BadInput for a URI that is none */
  constructor(
    uri: string,
    private readonly options: MlflowOptions,
  ) {
    this.base = trackingUrl(uri, options.token !== undefined);
    this.patience = options.patience ?? MLFLOW_PATIENCE;
  }

  /** @throws TrackerUnavailable, TrackerRefused */
  async get<T>(call: string, query: Query): Promise<T> {
    const given = Object.entries(query).flatMap(([key, value]): [string, string][] => (value === undefined ? [] : [[key, String(value)]]));
    const answer = await this.send("GET", `/api/2.0/mlflow/${call}?${new URLSearchParams(given)}`, {}, passes);
    return JSON.parse(new TextDecoder().decode(answer)) as T;
  }

  /**
   * @param repeatable to do it twice is as good as once; what is not is tried again only if it surely was not done
   * @throws TrackerUnavailable, TrackerRefused
   */
  async post<T>(call: string, body: unknown, repeatable = true): Promise<T> {
    const content = { body: JSON.stringify(body), type: "application/json" };
    const answer = await this.send("POST", `/api/2.0/mlflow/${call}`, content, repeatable ? passes : surelyNotDone);
    return JSON.parse(new TextDecoder().decode(answer)) as T;
  }

  /** Writes a file through the server's artifact proxy. @param path below the proxy's root */
  async putArtifact(path: string, content: Uint8Array): Promise<void> {
    await this.send("PUT", proxied(path), { body: content, type: "application/octet-stream" }, passes);
  }

  /** Reads a file through the server's artifact proxy. */
  getArtifact(path: string): Promise<Uint8Array> {
    return this.send("GET", proxied(path), {}, passes);
  }

  private async send(
    method: string,
    path: string,
    content: { readonly body?: string | Uint8Array; readonly type?: string },
    again: (error: unknown) => boolean,
  ): Promise<Uint8Array> {
    const what = `${method} ${path.split("?")[0]}`;
    try {
      return await attempt(this.patience, again, async ({ signal, progress }) => {
        const headers = {
          ...(content.type && { "content-type": content.type }),
          ...(this.options.token && { authorization: `Bearer ${await this.options.token()}` }),
        };
        const body = content.body === undefined ? {} : { body: content.body };
        const answer = await fetch(`${this.base}${path}`, { method, headers, signal, redirect: "error", ...body });
        progress();
        if (!answer.ok) throw new Answered(answer.status, await answer.text());
        return new Uint8Array(await answer.arrayBuffer());
      });
    } catch (error) {
      throw this.typed(error, what);
    }
  }

  private typed(error: unknown, what: string): unknown {
    const inVain = error instanceof TriedInVain;
    const cause = inVain ? error.cause : error;
    if (cause instanceof Answered && !passes(cause)) {
      const { code, message } = mlflowError(cause.text);
      const got = [`HTTP ${cause.status}`, code, message && `(${message})`].filter(Boolean).join(" ");
      return new TrackerRefused(cause.status, code, {
        where: `${what} at ${this.base}`,
        expected: "success",
        got,
        remedy: refusedRemedy(cause),
      });
    }
    if (!inVain && !passes(cause)) return error;
    const got = inVain ? `${reason(cause)}, ${error.tries} times` : reason(cause);
    const remedy = inVain
      ? "Check that the server is up and can be reached, then run again: what was sent stays."
      : "It may or may not have been done: look on the server before you run again.";
    return new TrackerUnavailable({ where: `${what} at ${this.base}`, expected: "an answer", got, remedy }, { cause });
  }
}

const proxied = (path: string): string => `/api/2.0/mlflow-artifacts/artifacts/${path.split("/").map(encodeURIComponent).join("/")}`;

const refusedRemedy = ({ status }: Answered): string =>
  status === 401 || status === 403
    ? "Check the token and that its owner may write here (on Azure ML: AzureML Data Scientist)."
    : "Check the server's version and what was sent.";

/** fetch reports what went wrong on the way as a TypeError with a cause. @returns the cause's code, undefined for other errors */
function wayCode(error: unknown): string | undefined {
  const { name, cause } = (typeof error === "object" && error !== null ? error : {}) as {
    name?: unknown;
    cause?: { code?: string; message?: string };
  };
  return name === "TypeError" && cause ? (cause.code ?? cause.message ?? "no connection") : undefined;
}

const passes = (error: unknown): boolean =>
  error instanceof Answered ? error.status === 429 || error.status >= 500 : wayCode(error) !== undefined;

const surelyNotDone = (error: unknown): boolean =>
  error instanceof Answered
    ? error.status === 429 || error.status === 503
    : ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"].includes(wayCode(error) ?? "");

const reason = (error: unknown): string => wayCode(error) ?? (error as Error).message;

function mlflowError(text: string): { readonly code: string; readonly message: string } {
  try {
    const { error_code: code, message } = JSON.parse(text) as Record<string, unknown>;
    return { code: typeof code === "string" ? code : "", message: typeof message === "string" ? (message.split("\n", 1)[0] ?? "") : "" };
  } catch {
    return { code: "", message: "" };
  }
}
