import { RULES } from "../../constructs/policy/rules";
import { loadPlaces } from "../../environments/load";
import type { Environment } from "../../environments/schema";
import { loadModels, modelNames } from "../../model-code/adapters/model-files";
import { estimate } from "./estimate";
import { readPrices } from "./price-table";
import { HOURS } from "./pricing";
import type { ReportInput } from "./report";
import { plannedResources, synthesizedResources } from "./resources";

export interface CostInput {
  readonly environment: string;
  /** Folders of environments and of models. */
  readonly environments: string;
  readonly models: string;
  /** What synth wrote. */
  readonly outdir: string;
  /** JSON of plans, to be used in its place. */
  readonly plan?: readonly string[];
  readonly prices: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Working days of a week, on which a cluster with hours is started. */
const DAYS_OF_WEEK = 5 / 7;
const hourOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours + minutes / 60;
};

/** Hours of a month that the cluster runs. */
export function clusterHoursOf({ hours }: Pick<Environment["cluster"], "hours">): number {
  return hours === undefined ? HOURS : (HOURS / 24) * DAYS_OF_WEEK * (hourOf(hours.stop) - hourOf(hours.start));
}

/**
 * Reads what there is and estimates.
 * @returns undefined for an environment that is not there
 * @throws BadInput for files that are wrong, or not there
 */
export function estimateCost(input: CostInput): Omit<ReportInput, "detailed"> | undefined {
  const { environment, plan, prices } = input;
  const known = { models: modelNames(input.models), rules: RULES.map((rule) => rule.id), variables: input.variables };
  const env = loadPlaces(input.environments, known).environments.find((e) => e.name === environment);
  if (env === undefined && environment !== "shared") return undefined;
  const table = readPrices(prices);
  const models =
    env === undefined
      ? []
      : loadModels(input.models, { sample: false }).flatMap(({ spec }) => (env.models.includes(spec.name) ? [spec] : []));
  const resources = plan === undefined ? synthesizedResources(input.outdir, environment) : plan.flatMap(plannedResources);
  return {
    environment,
    models,
    table,
    estimate: estimate({ environment, resources, models, table, ...(env && { clusterHours: clusterHoursOf(env.cluster) }) }),
    ...(env && { budget: env.budget.monthly }),
  };
}
