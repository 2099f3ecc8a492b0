import { problemText } from "../../core/problem";

/** Schema of jobs that is the same from 2024-10-01 to 2025-09-01. */
const API_VERSION = "2025-06-01";
const TIMEOUT_MS = 30_000;
const SHOWN = 300;

/** What Azure ML says of a job. */
export interface AzureMlJobState {
  readonly status: string;
  readonly createdAt: Date;
}

/** Azure ML did not do what it was asked. */
export class AzureMlFailed extends Error {
  readonly code = "AZURE_ML_FAILED";
}

export interface AzureMlOptions {
  /** ARM id, /subscriptions/…/workspaces/<name>. */
  readonly workspaceId: string;
  /** A token of Azure Resource Manager. */
  readonly token: () => Promise<string>;
  /** @default https://management.azure.com */
  readonly endpoint?: string;
}

/** The jobs of an Azure ML workspace. */
export interface AzureMlJobs {
  /**
   * Submits a job under an id. The same id again is the same job.
   * @param definition what the API takes below `properties`
   * @throws AzureMlFailed
   */
  submit(id: string, definition: unknown): Promise<void>;
  /** @returns undefined if there is no such job @throws AzureMlFailed */
  state(id: string): Promise<AzureMlJobState | undefined>;
}

export function azureMlJobs({ workspaceId, token, endpoint = "https://management.azure.com" }: AzureMlOptions): AzureMlJobs {
  async function call(method: "GET" | "PUT", id: string, body?: unknown): Promise<Response> {
    const url = `${endpoint}${workspaceId}/jobs/${encodeURIComponent(id)}?api-version=${API_VERSION}`;
    const headers = { authorization: `Bearer ${await token()}`, "content-type": "application/json" };
    try {
      return await fetch(url, {
        method,
        headers,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw failed(
        id,
        cause instanceof Error ? cause.message : String(cause),
        "It is asked again by itself; look at the network if it goes on.",
      );
    }
  }

  const failed = (id: string, got: string, remedy: string) =>
    new AzureMlFailed(
      problemText({ where: `job ${id} in ${workspaceId.split("/").at(-1)}`, expected: "an answer of Azure ML", got, remedy }),
    );

  async function refused(id: string, answer: Response): Promise<AzureMlFailed> {
    const text = (await answer.text()).slice(0, SHOWN);
    const remedy =
      answer.status === 401 || answer.status === 403
        ? "Give this host's identity the role AzureML Data Scientist on the workspace."
        : answer.status === 429 || answer.status >= 500
          ? "It is asked again by itself."
          : "Correct the job's definition, TRAINING_JOB_… among the settings of control.";
    return failed(id, `${answer.status} ${text}`, remedy);
  }

  return {
    async submit(id, definition) {
      const answer = await call("PUT", id, { properties: definition });
      if (!answer.ok) throw await refused(id, answer);
    },
    async state(id) {
      const answer = await call("GET", id);
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw await refused(id, answer);
      const { properties, systemData } = (await answer.json()) as {
        readonly properties: { readonly status: string };
        readonly systemData: { readonly createdAt: string };
      };
      return { status: properties.status, createdAt: new Date(systemData.createdAt) };
    },
  };
}
