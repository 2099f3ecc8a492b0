import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/identity";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { BadInput } from "../../core/problem";
import { DEFAULT_PATIENCE, type Patience } from "./attempt";
import { AzureBlobStore } from "./azure-blob-store";
import type { BlobStore } from "./blob-store";

/** Azurite's development account. Name and key are constants that Microsoft documents; they open nothing but an emulator. */
const DEVELOPMENT_ACCOUNT = "devstoreaccount1";
const DEVELOPMENT_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** The SDK's own retries are off: they know no timeout of a try, so a silent store would hold us for ever. */
const CLIENT = { retryOptions: { maxTries: 1 }, keepAliveOptions: { enable: true } };

/**
 * Opens the store that one value names: `http://127.0.0.1:<port>/devstoreaccount1` is Azurite on this machine,
 * `https://<account>.blob.core.windows.net` is Azure Storage with Entra ID. Nothing is asked of the store yet.
 * @throws BadInput for any other location
 */
export function connect(location: string, patience: Patience = DEFAULT_PATIENCE): BlobStore {
  const url = URL.canParse(location) ? new URL(location) : undefined;
  const bare = url && url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  const path = url?.pathname.replace(/\/$/, "");
  if (bare && url.protocol === "http:" && LOOPBACK.has(url.hostname) && path === `/${DEVELOPMENT_ACCOUNT}`) {
    const plain = `${url.origin}${path}`;
    const key = new StorageSharedKeyCredential(DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY);
    return new AzureBlobStore(plain, new BlobServiceClient(plain, key, CLIENT), patience);
  }
  if (
    bare &&
    url.protocol === "https:" &&
    url.port === "" &&
    /^[a-z0-9]{3,24}\.blob\.core\.windows\.net$/.test(url.hostname) &&
    path === ""
  ) {
    return new AzureBlobStore(url.origin, new BlobServiceClient(url.origin, entra(), CLIENT), patience);
  }
  throw new BadInput("the location of the blob store", [
    {
      where: "location",
      expected: `http://127.0.0.1:<port>/${DEVELOPMENT_ACCOUNT} (Azurite on this machine) or https://<account>.blob.core.windows.net`,
      got: bare ? location : "something else (not shown: it may hold a key)",
      remedy: "Give one of the two; keys and SAS tokens are not used, Azure is entered by Entra ID.",
    },
  ]);
}

/** Entra ID's default chain, loaded when the first token is needed: a laptop that never leaves Azurite does without. */
function entra(): TokenCredential {
  let chain: Promise<TokenCredential> | undefined;
  return {
    async getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null> {
      chain ??= import("@azure/identity").then(({ DefaultAzureCredential }) => new DefaultAzureCredential());
      return (await chain).getToken(scopes, options);
    },
  };
}
