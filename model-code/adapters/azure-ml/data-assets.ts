import { ProblemError } from "../../core/problem";
import { attempt, DEFAULT_PATIENCE, type Patience, TriedInVain } from "../blob-store/attempt";

/** Schema of data that is the same from 2024-10-01 to 2025-09-01. */
const API_VERSION = "2025-06-01";
const SHOWN = 300;
const RESOURCE_MANAGER = "https://management.azure.com";

/** A folder of the lake as Azure ML lists it: a version is one content, and never another. */
export interface DataAsset {
  /** The asset that Terraform made for the model. */
  readonly name: string;
  /** Up to 30 characters. */
  readonly version: string;
  /** `azureml://datastores/<name>/paths/<path>/`. */
  readonly uri: string;
  readonly description: string;
  /** What the content determines, as texts: its sha256, its rows, its window. */
  readonly facts: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Azure ML takes 30 characters as a version; 80 bits of the content's hash tell contents apart. */
const VERSION_LENGTH = 20;

/** The version's name of a folder with that digest. */
export const dataVersion = (digest: string): string => digest.slice(0, VERSION_LENGTH);

/** Azure ML did not take a data asset. */
export class DataAssetFailed extends ProblemError {
  readonly code = "DATA_ASSET_FAILED";
}

class Answered extends Error {
  constructor(
    readonly status: number,
    text: string,
  ) {
    super(`${status} ${text.slice(0, SHOWN)}`);
  }
}

const passes = (error: unknown): boolean =>
  error instanceof Answered ? error.status === 429 || error.status >= 500 : error instanceof TypeError;

const remedyOf = (error: unknown): string =>
  error instanceof Answered && (error.status === 401 || error.status === 403)
    ? "Give the identity of the job its role on the workspace, which lets it write versions of data: apply the stack ml of the environment."
    : "What the run wrote is stored: run it again once Azure ML answers.";

export interface DataAssetsOptions {
  /** `https://management.azure.com/subscriptions/…/workspaces/<name>`; another host only on this machine, for tests, which asks for no token. */
  readonly workspaceUrl: string;
  /** A token of Azure Resource Manager. */
  readonly token: () => Promise<string>;
  readonly patience?: Patience;
}

const remedyOfArchiving = (error: unknown): string =>
  error instanceof Answered && (error.status === 401 || error.status === 403)
    ? "Ask for the role AzureML Data Scientist on the workspace, and call the same command again."
    : "Nothing of the folder is gone yet: call the same command again once Azure ML answers.";

type Call = (method: "GET" | "PUT", body?: object) => Promise<unknown>;

/** Calls Azure ML about a version. @throws DataAssetFailed */
async function about(
  { workspaceUrl, token, patience = DEFAULT_PATIENCE }: DataAssetsOptions,
  { name, version }: Pick<DataAsset, "name" | "version">,
  remedy: (error: unknown) => string,
  what: (call: Call) => Promise<boolean>,
): Promise<boolean> {
  const url = `${workspaceUrl}/data/${name}/versions/${version}?api-version=${API_VERSION}`;
  const isAzure = workspaceUrl.startsWith(`${RESOURCE_MANAGER}/`);
  const call: Call = (method, body) =>
    attempt(patience, passes, async ({ signal }) => {
      const headers = { "content-type": "application/json", ...(isAzure && { authorization: `Bearer ${await token()}` }) };
      const answer = await fetch(url, { method, headers, signal, ...(body && { body: JSON.stringify(body) }) });
      if (!answer.ok) throw new Answered(answer.status, await answer.text());
      return method === "GET" ? answer.json() : answer.arrayBuffer();
    });
  try {
    return await what(call);
  } catch (error) {
    const cause = error instanceof TriedInVain ? error.cause : error;
    if (!(cause instanceof Error)) throw cause;
    const where = `data asset ${name}, version ${version}`;
    throw new DataAssetFailed({ where, expected: "that Azure ML takes it", got: cause.message, remedy: remedy(cause) }, { cause });
  }
}

/**
 * Lists a folder as a version of its data asset. The same version again says the same, and changes nothing.
 * @throws DataAssetFailed
 */
export async function putDataAsset(options: DataAssetsOptions, asset: DataAsset): Promise<void> {
  const { uri, description, facts, tags } = asset;
  const properties = { dataType: "uri_folder", dataUri: uri, description, isAnonymous: false, properties: facts, tags };
  await about(options, asset, remedyOf, async (call) => {
    await call("PUT", { properties });
    return true;
  });
}

/**
 * Takes a version out of the lists of its data asset: its folder goes. What was said of it can still be read by its name.
 * @returns false if there is no such version
 * @throws DataAssetFailed
 */
export const archiveDataAsset = (options: DataAssetsOptions, asset: Pick<DataAsset, "name" | "version">): Promise<boolean> =>
  about(options, asset, remedyOfArchiving, async (call) => {
    try {
      const { properties } = (await call("GET")) as { readonly properties: object };
      await call("PUT", { properties: { ...properties, isArchived: true } });
      return true;
    } catch (error) {
      if (error instanceof Answered && error.status === 404) return false;
      throw error;
    }
  });
