import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import { byStack, type CostLine, type Estimate, ofModel, total } from "./estimate";
import type { PriceTable } from "./price-table";

export interface ReportInput {
  readonly environment: string;
  readonly estimate: Estimate;
  readonly models: readonly ModelSpec[];
  readonly table: PriceTable;
  /** What the environment may cost in a month; absent for the shared part. */
  readonly budget?: number;
  /** Whether each line is shown, not only each stack. */
  readonly detailed: boolean;
}

const amount = (value: number): string => value.toFixed(2).padStart(10);
const named = (text: string, rest: string): string => `  ${text.padEnd(44)}${rest}`;

const detail = ({ address, meter, units, price, amount: sum, byUse }: CostLine): string =>
  `    ${address}: ${Number(units.toFixed(2))} × ${price} of ${meter}${byUse ? " (by use)" : ""} = ${sum.toFixed(2)}`;

const share = (of: number, budget: number): string => `${Math.round((100 * of) / budget)} % of its budget of ${budget}`;

/** An estimate as a person reads it. */
export function costText({ environment, estimate, models, table, budget, detailed }: ReportInput): string {
  const all = total(estimate);
  const { lines, unpriced } = estimate;
  return [
    `${environment}, a month in ${table.currency}: prices of ${table.region}, written down on ${table.asOf} (${table.source})`,
    "",
    named("stack", `${"in all".padStart(10)}${"by use".padStart(10)}`),
    ...byStack(estimate).flatMap(([stack, sum, byUse]) => [
      named(stack, `${amount(sum)}${amount(byUse)}`),
      ...(detailed ? lines.filter((l) => l.stack === stack && l.amount > 0).map(detail) : []),
    ]),
    named("total", `${amount(all)}${budget === undefined ? "" : `   ${share(all, budget)}`}`),
    ...(models.length === 0 ? [] : ["", "model: its own stacks, without its share of what all models use"]),
    ...models.map((m) => {
      const own = ofModel(estimate, environment, m.name);
      return named(m.name, `${amount(own)}${m.budget === undefined ? "" : `   ${share(own, m.budget.monthly)}`}`);
    }),
    "",
    "By use is what the table's `usage` says, not what was measured. Traffic between zones and regions, support and tax are in none.",
    ...(unpriced.length === 0 ? [] : ["", `not priced, so not in the sums: ${unpriced.length}`]),
    ...unpriced.map((u) => `  ${u.stack} ${u.address}: ${u.why}`),
  ].join("\n");
}
