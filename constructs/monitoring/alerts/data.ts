import { FIGURE } from "../../../model-code/core/monitor/figure-names";
import type { ModelSpec } from "../../../model-code/core/spec/model-schema";
import { newestFigures } from "../figures";
import { figure, lines, text } from "../kql";
import { type AlertContext, type AlertRule, DAY } from "./alert-rule";

const DAILY = { everyMinutes: 60, lookBackMinutes: DAY } as const;

/** KQL: what each source may reach, as a table of `Slice` and `Most`. */
export const mostOf = (most: readonly (readonly [source: string, most: number])[]): string =>
  `let most = datatable(Slice: string, Most: real) [${most.map(([source, value]) => `${text(source)}, ${figure(value)}`).join(", ")}];`;

const demandsFreshness = ({ contract }: ModelSpec["sources"][number]): boolean => contract.freshness !== undefined;

/** The prepared data against each source's `contract.freshness`; none where no source demands it. */
export const staleDataAlert = ({ model }: AlertContext): readonly AlertRule[] => {
  const sources = model.sources.filter(demandsFreshness);
  if (sources.length === 0) return [];
  return [
    {
      ...DAILY,
      key: "data-stale",
      severity: "error",
      runbook: "docs/runbooks/data-stale.md",
      summary: `The newest prepared data of ${model.name} is older than its contract allows.`,
      query: lines(
        mostOf(sources.map((s) => [s.name, s.contract.freshness?.maxSessionsLate ?? 0])),
        newestFigures(model.name, FIGURE.dataLate),
        "| join kind=inner most on Slice",
        "| where Value > Most",
        "| project TimeGenerated, Slice, Value, Most",
      ),
    },
  ];
};

/** What callers ask about against the first source's `contract.freshness`. */
export const staleAnswersAlert = ({ model }: AlertContext): readonly AlertRule[] => {
  const most = model.sources[0]?.contract.freshness?.maxSessionsLate;
  if (most === undefined) return [];
  return [
    {
      ...DAILY,
      key: "answers-stale",
      severity: "warning",
      runbook: "docs/runbooks/answers-stale.md",
      summary: `The newest row that ${model.name} is asked about is more than ${most} sessions old.`,
      query: lines(newestFigures(model.name, FIGURE.answersLate), `| where Value > ${figure(most)}`, "| project TimeGenerated, Value"),
    },
  ];
};

/** Rows that were quarantined against each source's `contract.maxRejectedShare`. */
export const quarantineAlert = ({ model }: AlertContext): AlertRule => ({
  ...DAILY,
  key: "quarantine",
  severity: "error",
  runbook: "docs/runbooks/quarantine-rate.md",
  summary: `More rows of ${model.name} are quarantined than its contract allows.`,
  query: lines(
    mostOf(model.sources.map((s) => [s.name, s.contract.maxRejectedShare])),
    newestFigures(model.name, FIGURE.rejectedShare),
    "| join kind=inner most on Slice",
    "| where Value > Most",
    "| project TimeGenerated, Slice, Value, Most",
  ),
});
