import { automlOf } from "../../model-code/core/automl/vocabulary";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import type { Attributes } from "./attributes";
import { textAt } from "./attributes";
import type { PriceTable } from "./price-table";
import { FREE_TYPES, HOURS, LOW_PRIORITY, PRICED, type PricingContext, type Quantity } from "./pricing";

/** A resource that will stand. */
export interface PricedResource {
  readonly stack: string;
  readonly address: string;
  /** Terraform's type; for azapi Azure's, without its version. */
  readonly type: string;
  readonly attributes: Attributes;
}

/** What one meter adds to a stack in a month. */
export interface CostLine {
  readonly stack: string;
  readonly address: string;
  readonly meter: string;
  readonly units: number;
  readonly price: number;
  readonly amount: number;
  readonly byUse: boolean;
}

/** What could not be priced: told by name, since 0 would be a lie. */
export interface Unpriced {
  readonly stack: string;
  readonly address: string;
  /** Why: its type is in no table, or a meter has no price. */
  readonly why: string;
}

export interface Estimate {
  readonly lines: readonly CostLine[];
  readonly unpriced: readonly Unpriced[];
}

export interface EstimateInput {
  readonly environment: string;
  readonly resources: readonly PricedResource[];
  /** Those that are deployed there. */
  readonly models: readonly ModelSpec[];
  readonly table: PriceTable;
  /** Hours of a month that the cluster runs. @default all */
  readonly clusterHours?: number;
}

const DAYS = HOURS / 24;

/** Machines at once while a model trains, at most: beside its own, those of a search of Azure ML. */
const machinesOf = ({ candidates }: ModelSpec): number => 1 + (automlOf(candidates)?.budget?.concurrent ?? 0);

/** What a model's runs use where it is trained: the guard lets it train for `retraining.monthlyComputeHours` at most, which is taken. */
function runsOf(model: ModelSpec, { environment, resources, table }: EstimateInput): readonly Quantity[] {
  if (model.trainsIn !== environment) return [];
  const { usage } = table;
  const compute = resources.find((r) => r.type === "Microsoft.MachineLearningServices/workspaces/computes" && !/sweep/i.test(r.address));
  const properties = "body.properties.properties";
  const size =
    compute === undefined ? "of the training cluster, which is not among the stacks" : textAt(compute.attributes, `${properties}.vmSize`);
  const isLow = compute !== undefined && textAt(compute.attributes, `${properties}.vmPriority`) === "LowPriority";
  const share = isLow ? LOW_PRIORITY : 1;
  return [
    {
      meter: `vm/${size}`,
      units: share * (machinesOf(model) * model.retraining.monthlyComputeHours + usage.preparationHoursPerDay * DAYS),
      byUse: true,
    },
    { meter: "data-factory/activities", units: (usage.pipelineRunsPerDay * DAYS) / 1000, byUse: true },
    { meter: "data-factory/copy", units: usage.copyHoursPerDay * DAYS, byUse: true },
  ];
}

/** What an environment costs in a month by its sizes, and by what the price table says is used of the rest. */
export function estimate(input: EstimateInput): Estimate {
  const { environment, resources, models, table } = input;
  const context: PricingContext = { usage: table.usage, clusterHours: input.clusterHours ?? HOURS };
  const lines: CostLine[] = [];
  const unpriced: Unpriced[] = [];
  const add = (stack: string, address: string, quantities: readonly Quantity[]) => {
    for (const { meter, units, byUse } of quantities) {
      const known = table.prices[meter];
      if (known === undefined) unpriced.push({ stack, address, why: `no price for ${meter}` });
      else lines.push({ stack, address, meter, units, price: known.price, amount: units * known.price, byUse: byUse === true });
    }
  };
  for (const { stack, address, type, attributes } of resources) {
    if (FREE_TYPES.has(type)) continue;
    const pricing = PRICED[type];
    if (pricing === undefined) unpriced.push({ stack, address, why: `no rule for ${type}` });
    else add(stack, address, pricing(attributes, context));
  }
  for (const model of models) add(`${environment}-model-${model.name}`, "runs", runsOf(model, input));
  return { lines, unpriced };
}

const sum = (lines: readonly CostLine[]): number => lines.reduce((total, line) => total + line.amount, 0);

/** Amounts by stack, in the order of the stacks' names. */
export const byStack = ({ lines }: Estimate): readonly (readonly [stack: string, amount: number, byUse: number])[] =>
  [...new Set(lines.map((l) => l.stack))].sort().map((stack) => {
    const own = lines.filter((l) => l.stack === stack);
    return [stack, sum(own), sum(own.filter((l) => l.byUse))];
  });

/** What a model's own stacks cost; its share of what all models use is in none. */
export const ofModel = ({ lines }: Estimate, environment: string, model: string): number =>
  sum(lines.filter((l) => l.stack === `${environment}-model-${model}` || l.stack === `${environment}-serving-${model}`));

export const total = ({ lines }: Estimate): number => sum(lines);
