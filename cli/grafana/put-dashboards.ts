import { modelDashboard } from "../../constructs/monitoring/dashboard/model-dashboard";
import { nameOf } from "../../constructs/naming/name";
import type { Environment } from "../../environments/schema";
import { attempt, DEFAULT_PATIENCE, type Patience, TriedInVain } from "../../model-code/adapters/blob-store/attempt";
import { ProblemError } from "../../model-code/core/problem";
import { hostIn } from "../../model-code/core/spec/host-in";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";

const RESOURCE_MANAGER = "https://management.azure.com";
const API_VERSION = "2024-10-01";
const SHOWN = 300;

/** Scopes of the tokens that are asked for: of Azure's management, and of all managed Grafanas. */
const SCOPES = { management: `${RESOURCE_MANAGER}/.default`, grafana: "https://dashboard.azure.com/.default" } as const;

/** A dashboard did not get into Grafana. */
export class DashboardNotPut extends ProblemError {
  readonly code = "DASHBOARD_NOT_PUT";
}

class Answered extends Error {
  constructor(
    readonly status: number,
    text: string,
  ) {
    super(`${status} ${text.slice(0, SHOWN)}`);
  }
}

export interface PutDashboardsOptions {
  readonly env: Environment;
  readonly models: readonly ModelSpec[];
  readonly token: (scope: string) => Promise<string>;
  /**
   * Where Azure's management answers.
   * @default "https://management.azure.com"
   */
  readonly management?: string;
  readonly patience?: Patience;
}

/** A managed Grafana has just been made, is busy, or is out of reach for the moment. */
const passes = (error: unknown): boolean =>
  error instanceof Answered ? error.status === 429 || error.status >= 500 : error instanceof TypeError;

function remedyOf(error: unknown, env: Environment): string {
  if (error instanceof Answered && error.status === 404) return `Apply ${env.name}-cluster, which makes the Grafana.`;
  if (error instanceof Answered && (error.status === 401 || error.status === 403))
    return "Whoever calls needs Reader on it and the role Grafana Editor, as the deployer has: a role takes some minutes to be known.";
  return env.network.mode === "private"
    ? "Run it within the environment's network, such as on its agents: its Grafana answers there only."
    : "Run it again: a dashboard that is there is put in its place.";
}

/** The models whose pods Prometheus measures: what Functions serves has its workbook. */
export const withDashboard = (env: Environment, models: readonly ModelSpec[]): readonly ModelSpec[] =>
  models.filter((m) => env.models.includes(m.name) && hostIn(m, env.name) === "aks");

/**
 * Puts the dashboard of each model that AKS serves into the environment's Grafana, in the place of the one that is there. Twice puts the
 * same.
 * @returns names of the models whose dashboards were put
 * @throws DashboardNotPut at the first that was not
 */
export async function putDashboards(options: PutDashboardsOptions): Promise<readonly string[]> {
  const { env, token, management = RESOURCE_MANAGER, patience = DEFAULT_PATIENCE } = options;
  const ask = async <T>(where: string, url: string, scope: string, body?: object): Promise<T> => {
    try {
      return await attempt(patience, passes, async ({ signal }) => {
        const headers = { authorization: `Bearer ${await token(scope)}`, "content-type": "application/json" };
        const answer = await fetch(url, { headers, signal, ...(body && { method: "POST", body: JSON.stringify(body) }) });
        if (!answer.ok) throw new Answered(answer.status, await answer.text());
        return (await answer.json()) as T;
      });
    } catch (error) {
      const cause = error instanceof TriedInVain ? error.cause : error;
      if (!(cause instanceof Error)) throw cause;
      throw new DashboardNotPut({ where, expected: "an answer", got: cause.message, remedy: remedyOf(cause, env) }, { cause });
    }
  };
  const models = withDashboard(env, options.models);
  if (!env.cluster.grafana || models.length === 0) return [];
  const name = nameOf("grafana", env);
  const group = nameOf("resource-group", env, "cluster");
  const id = `/subscriptions/${env.subscription}/resourceGroups/${group}/providers/Microsoft.Dashboard/grafana/${name}`;
  const { properties } = await ask<{ readonly properties: { readonly endpoint: string } }>(
    `Grafana ${name}`,
    `${management}${id}?api-version=${API_VERSION}`,
    SCOPES.management,
  );
  for (const model of models)
    await ask(`dashboard of ${model.name}`, `${properties.endpoint}/api/dashboards/db`, SCOPES.grafana, {
      dashboard: modelDashboard(model),
      overwrite: true,
      message: "by mlops deploy-dashboards",
    });
  return models.map((m) => m.name);
}
