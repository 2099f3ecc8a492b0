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

/**
 * Lists a folder as a version of its data asset. The same version again says the same, and changes nothing.
 * @throws DataAssetFailed
 */
export async function putDataAsset(
  { workspaceUrl, token, patience = DEFAULT_PATIENCE }: DataAssetsOptions,
  { name, version, uri, description, facts, tags }: DataAsset,
): Promise<void> {
  const url = `${workspaceUrl}/data/${name}/versions/${version}?api-version=${API_VERSION}`;
  const body = { properties: { dataType: "uri_folder", dataUri: uri, description, isAnonymous: false, properties: facts, tags } };
  const isAzure = workspaceUrl.startsWith(`${RESOURCE_MANAGER}/`);
  try {
    await attempt(patience, passes, async ({ signal }) => {
      const headers = { "content-type": "application/json", ...(isAzure && { authorization: `Bearer ${await token()}` }) };
      const answer = await fetch(url, { method: "PUT", headers, signal, body: JSON.stringify(body) });
      if (!answer.ok) throw new Answered(answer.status, await answer.text());
      await answer.arrayBuffer();
    });
  } catch (error) {
    const cause = error instanceof TriedInVain ? error.cause : error;
    if (!(cause instanceof Error)) throw cause;
    const where = `data asset ${name}, version ${version}`;
    throw new DataAssetFailed({ where, expected: "that Azure ML takes it", got: cause.message, remedy: remedyOf(cause) }, { cause });
  }
}
