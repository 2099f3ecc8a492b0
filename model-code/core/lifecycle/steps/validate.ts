import { CALENDARS } from "../../data/calendar";
import { checkRows } from "../../data/check-rows";
import { dayText, parseDay } from "../../data/day";
import { type Freshness, findGaps, freshness, type Gap } from "../../data/gaps";
import { parseRawRows, rawRowsText } from "../../data/raw-rows";
import { numbersOf, type Table } from "../../data/table";
import { BadInput } from "../../problem";
import type { SourceSpec } from "../../spec/model-schema";
import type { Step } from "../step";

/** What the contract found in a source. */
export interface SourceQuality {
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly rejectedShare: number;
  readonly maxRejectedShare: number;
  readonly reasons: Readonly<Record<string, number>>;
  /** Of the accepted rows of a source without a key, how many have the values of an earlier one. */
  readonly duplicateShare?: number;
  readonly examples: readonly { readonly where: string; readonly reasons: readonly string[] }[];
  readonly from: string | null;
  readonly to: string | null;
  readonly gaps: readonly Gap[];
  readonly freshness: readonly Freshness[];
  readonly warnings: readonly string[];
  readonly refusals: readonly string[];
}

export type Quality = Readonly<Record<string, SourceQuality>>;

const EXAMPLES = 5;
const percent = (share: number) => `${(100 * share).toFixed(2)} %`;

/** First and last day of a table in the order of time; null of one without rows, or without a time. */
function spanOf({ time, contract }: SourceSpec, table: Table): readonly [number | null, number | null] {
  if (time === undefined || table.rows === 0) return [null, null];
  const times = numbersOf(table, time);
  const dayOfTime = (t: number) => (contract.columns[time]!.type === "timestamp" ? Math.floor(t / 86_400_000) : t);
  return [dayOfTime(times[0]!), dayOfTime(times[table.rows - 1]!)];
}

export const validate: Step = {
  name: "validate",
  title: "Hold the raw rows against the data contract",
  inputs: [{ name: "raw", from: "ingest" }],
  outputs: [
    { name: "valid", zone: "curated" },
    { name: "quarantine", zone: "quarantine" },
  ],
  params: {
    asOf: "Date (YYYY-MM-DD) by which freshness is judged and after which no row may lie; the newest date in the data if left out",
  },
  reads: ["sources"],
  files: () => [],
  async run({ inputs, outputs, model, params, progress }) {
    const given = params.asOf === undefined ? Number.NaN : parseDay(params.asOf);
    if (params.asOf !== undefined && Number.isNaN(given))
      throw new BadInput("validate", [
        { where: "--param asOf", expected: "a date YYYY-MM-DD", got: `"${params.asOf}"`, remedy: "Correct it or leave it out." },
      ]);
    const quality: Record<string, SourceQuality> = {};
    let newest = given;
    for (const [i, source] of model.sources.entries()) {
      progress.at(i / model.sources.length, source.name);
      const { contract } = source;
      const calendar = contract.calendar === undefined ? undefined : CALENDARS[contract.calendar]();
      const rows = inputs.raw!.list(`${source.name}/`).flatMap((path) => parseRawRows(inputs.raw!.text(path)));
      const { accepted, rejected, reasons, duplicates } = checkRows(source, rows, calendar, Number.isNaN(given) ? undefined : given);
      const [from, to] = spanOf(source, accepted);
      if (Number.isNaN(newest) && to !== null) newest = to;
      const warnings: string[] = [];
      const refusals: string[] = [];
      const share = rows.length === 0 ? 0 : rejected.length / rows.length;
      if (share > contract.maxRejectedShare)
        refusals.push(
          `${source.name}: ${rejected.length} of ${rows.length} rows (${percent(share)}) are quarantined, over ${percent(contract.maxRejectedShare)}; most often: ${mostOften(reasons)}`,
        );
      if (accepted.rows === 0 && source.required && refusals.length === 0) refusals.push(`${source.name}: there is no row`);
      const isDaily = source.time !== undefined && contract.columns[source.time]!.type === "date";
      const gaps = calendar === undefined || !isDaily ? [] : findGaps(source, accepted, calendar);
      for (const gap of gaps)
        if (contract.maxGapSessions !== undefined && gap.sessions > contract.maxGapSessions)
          warnings.push(`${source.name}: ${gap.entity} lacks ${gap.sessions} sessions between ${gap.after} and ${gap.until}`);
      const late = calendar === undefined || contract.freshness === undefined ? [] : freshness(source, accepted, calendar, newest);
      const max = contract.freshness?.maxSessionsLate ?? 0;
      const stale = late.filter((f) => f.sessionsLate > max);
      if (stale.length > 0 && stale.length === late.length)
        refusals.push(
          `${source.name}: the newest row is ${Math.min(...stale.map((f) => f.sessionsLate))} sessions older than ${dayText(newest)}, more than ${max}`,
        );
      else
        for (const f of stale)
          warnings.push(`${source.name}: ${f.entity} ends on ${f.newest}, ${f.sessionsLate} sessions before ${dayText(newest)}`);
      quality[source.name] = {
        rows: rows.length,
        accepted: accepted.rows,
        rejected: rejected.length,
        rejectedShare: share,
        maxRejectedShare: contract.maxRejectedShare,
        reasons,
        ...(duplicates !== undefined && { duplicateShare: accepted.rows === 0 ? 0 : duplicates / accepted.rows }),
        examples: rejected.slice(0, EXAMPLES).map((r) => ({ where: `${r.file} line ${r.line}`, reasons: r.reasons })),
        from: from === null ? null : dayText(from),
        to: to === null ? null : dayText(to),
        gaps,
        freshness: late,
        warnings,
        refusals,
      };
      const reasonsOf = new Map(rejected.map((r) => [r as object, r.reasons.join("; ")]));
      outputs.quarantine!.writeText(
        `${source.name}.csv`,
        rawRowsText(source, rejected, ["_reasons"], (r) => ({ _reasons: reasonsOf.get(r) ?? "" })),
      );
      await outputs.valid!.writeTable(`${source.name}.parquet`, accepted);
      progress.metric(`${source.name}.accepted`, accepted.rows);
      progress.metric(`${source.name}.quarantined`, rejected.length);
      for (const warning of warnings) progress.warn(warning);
    }
    outputs.valid!.writeJson("quality.json", quality);
    outputs.quarantine!.writeJson("quality.json", quality);
    const reasons = Object.values(quality).flatMap((q) => q.refusals);
    return reasons.length === 0 ? { verdict: "done" } : { verdict: "refused", reasons };
  },
};

const mostOften = (reasons: Readonly<Record<string, number>>) =>
  Object.entries(reasons)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, 3)
    .map(([reason, n]) => `${reason} (${n})`)
    .join(", ");
