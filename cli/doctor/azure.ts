import { whyUnanswered } from "../why-unanswered";
import { CouldNotAsk } from "./finding";
import { complaint, type RunProgram } from "./program";

const MANAGEMENT = "https://management.azure.com";
const STORAGE = "https://storage.azure.com";
/** Version of the storage service's REST API. */
const STORAGE_VERSION = "2023-11-03";

/** Who is signed in to the Azure CLI, and where. */
export interface Account {
  readonly id: string;
  readonly tenantId: string;
  readonly user: { readonly name: string };
}

/** What Azure says, to whoever is signed in to the Azure CLI: Terraform and `publish` act as the same. */
export interface Azure {
  /** @returns what keeps a token from being had, or undefined @throws CouldNotAsk */
  refusal(subscription: string): Promise<string | undefined>;
  /** @returns undefined if nobody is signed in @throws CouldNotAsk */
  account(): Promise<Account | undefined>;
  /** The object id of who is signed in. @throws CouldNotAsk */
  me(subscription: string): Promise<string>;
  /** An object of the management API; undefined if there is none. @throws CouldNotAsk */
  get<T>(subscription: string, path: string, version: string): Promise<T | undefined>;
  /** A list of the management API, all pages of it. @throws CouldNotAsk */
  list<T>(subscription: string, path: string, version: string): Promise<readonly T[]>;
  /** How the storage service answers to a look into a container: its status, and its word for a refusal. @throws CouldNotAsk */
  container(subscription: string, account: string, name: string): Promise<{ readonly status: number; readonly word: string }>;
  /** The status by which a service beside Azure's own answers. @param resource the application that its tokens are for @throws CouldNotAsk */
  status(url: string, resource: string): Promise<number>;
}

export interface AzureAt {
  readonly run: RunProgram;
  /** Milliseconds that an answer may take. */
  readonly patience: number;
  /** @default https://management.azure.com */
  readonly management?: string;
  /** Where an account's blobs are. @default https://<account>.blob.core.windows.net */
  readonly blobs?: (account: string) => string;
}

type Token = { readonly token: string } | { readonly refused: string };

/** Asks once what is asked again. */
function once<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (key) => {
    const answer = asked.get(key) ?? ask(key);
    asked.set(key, answer);
    return answer;
  };
}

function json(text: string, who: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CouldNotAsk(`${who} answered with what is no JSON`);
  }
}

export function azureOf({ run, patience, management = MANAGEMENT, blobs = blobsOf }: AzureAt): Azure {
  const az = async (...args: readonly string[]) => {
    const ended = await run("az", ...args, "--output", "json", "--only-show-errors");
    if (ended === undefined) throw new CouldNotAsk("there is no Azure CLI to ask by");
    return ended;
  };
  const account = once(async () => {
    const ended = await az("account", "show");
    return ended.code === 0 ? (json(ended.stdout, "az account show") as Account) : undefined;
  });
  const tokens = once(async (key): Promise<Token> => {
    const [subscription = "", resource = ""] = key.split(" ");
    if ((await account("")) === undefined) throw new CouldNotAsk("nobody is signed in to Azure");
    const within = subscription === "" ? [] : ["--subscription", subscription];
    const ended = await az("account", "get-access-token", ...within, "--resource", resource);
    if (ended.code !== 0) return { refused: complaint(ended) };
    return { token: (json(ended.stdout, "az account get-access-token") as { accessToken: string }).accessToken };
  });
  const tokenFor = async (subscription: string, resource: string): Promise<string> => {
    const answer = await tokens(`${subscription} ${resource}`);
    if ("refused" in answer) throw new CouldNotAsk(`the Azure CLI gives no token: ${answer.refused}`);
    return answer.token;
  };
  const send = async (url: string, headers: Readonly<Record<string, string>>): Promise<Response> => {
    try {
      return await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(patience) });
    } catch (error) {
      throw new CouldNotAsk(`${new URL(url).host}: ${whyUnanswered(error, patience)}`);
    }
  };
  /** @returns undefined for 404 */
  const ask = async (subscription: string, url: string): Promise<unknown> => {
    const answer = await send(url, { authorization: `Bearer ${await tokenFor(subscription, MANAGEMENT)}` });
    const text = await answer.text();
    if (answer.status === 404) return undefined;
    const who = `Azure, asked for ${new URL(url).pathname.split("/providers/").at(-1)},`;
    if (!answer.ok) throw new CouldNotAsk(`${who} answered ${answer.status}${/"code": *"(\w+)"/.exec(text)?.[1]?.replace(/^/, " ") ?? ""}`);
    return json(text, who);
  };
  return {
    account: () => account(""),
    async refusal(subscription) {
      const answer = await tokens(`${subscription} ${MANAGEMENT}`);
      return "refused" in answer ? answer.refused : undefined;
    },
    async me(subscription) {
      const claims = json(
        Buffer.from((await tokenFor(subscription, MANAGEMENT)).split(".")[1] ?? "", "base64url").toString() || "{}",
        "the token",
      );
      const { oid } = claims as { readonly oid?: string };
      if (oid === undefined) throw new CouldNotAsk("the token does not say whose it is");
      return oid;
    },
    get: async <T>(subscription: string, path: string, version: string) =>
      (await ask(subscription, `${management}${path}?api-version=${version}`)) as T | undefined,
    async list<T>(subscription: string, path: string, version: string) {
      const all: T[] = [];
      const [start, filter] = path.split("?");
      let next: string | undefined = `${management}${start}?api-version=${version}${filter === undefined ? "" : `&${filter}`}`;
      while (next !== undefined) {
        const page = (await ask(subscription, next)) as { readonly value?: readonly T[]; readonly nextLink?: string } | undefined;
        if (!Array.isArray(page?.value)) throw new CouldNotAsk(`Azure, asked for ${start}, answered with what is no list`);
        all.push(...page.value);
        // the token goes nowhere else
        next = page.nextLink?.startsWith(`${management}/`) ? page.nextLink : undefined;
      }
      return all;
    },
    async container(subscription, name, container) {
      const url = `${blobs(name)}/${container}?restype=container&comp=list&maxresults=1`;
      const token = await tokenFor(subscription, STORAGE);
      const answer = await send(url, { authorization: `Bearer ${token}`, "x-ms-version": STORAGE_VERSION });
      await answer.body?.cancel();
      return { status: answer.status, word: answer.headers.get("x-ms-error-code") ?? "" };
    },
    async status(url, resource) {
      const answer = await send(url, { authorization: `Bearer ${await tokenFor("", resource)}` });
      await answer.body?.cancel();
      return answer.status;
    },
  };
}

const blobsOf = (account: string): string => `https://${account}.blob.core.windows.net`;
