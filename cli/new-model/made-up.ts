import { dayOf, dayText } from "../../model-code/core/data/day";
import { writeCsv } from "../../model-code/core/data/parse-csv";
import { seededRandom } from "../../model-code/core/random";
import type { TemplateName } from "./answers";

/** The file's name says what it is: nobody is to take these rows for data. */
export const MADE_UP = "made-up-records.csv";

const ROWS = 1500;
const CHANNELS = ["branch", "online", "partner"] as const;
const REGIONS = ["north", "south", "east", "west"] as const;
const FIRST = dayOf(2024, 1, 1);

/** The column that is predicted. */
export const MADE_UP_LABEL = "outcome";

/**
 * Rows that nobody observed, for a model that is begun without data: a few causes, a label that follows them, and noise. The same
 * template gives the same rows.
 */
export function madeUpRecords(template: TemplateName): string {
  const random = seededRandom(`made up for ${template}`);
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const amount = Math.exp(8 + 0.6 * random.normal());
    const tenure = random.integer(120);
    const usage = random.next();
    const channel = CHANNELS[random.integer(CHANNELS.length)]!;
    const region = REGIONS[random.integer(REGIONS.length)]!;
    const cause = 1.5 * (usage - 0.5) - 0.012 * (tenure - 60) + 0.5 * Math.log(amount / 3000) + (channel === "partner" ? 0.7 : 0);
    const outcome =
      template === "classification"
        ? random.next() < 1 / (1 + Math.exp(0.8 - 1.6 * cause))
          ? "yes"
          : "no"
        : (100 + 25 * cause + 12 * random.normal()).toFixed(2);
    return {
      record_id: `R${String(i + 1).padStart(5, "0")}`,
      recorded_on: dayText(FIRST + Math.floor((i * 365) / ROWS)),
      amount: amount.toFixed(2),
      tenure_months: random.next() < 0.03 ? "" : String(tenure),
      usage_share: usage.toFixed(4),
      channel,
      region,
      outcome,
    };
  });
  return writeCsv(Object.keys(rows[0]!), rows);
}
