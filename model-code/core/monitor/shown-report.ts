import { BadInput, type Problem } from "../problem";
import { compileSchema } from "../spec/compile-schema";
import { schemaProblem } from "../spec/schema-problem";
import { MODEL_STATES } from "./decide";
import type { MonitorReport } from "./monitor";

/** What those who look at a model read of a report: the console's page and the scorer's metrics. */
export type ShownReport = Pick<
  MonitorReport,
  "model" | "digest" | "asOf" | "window" | "driftJudged" | "features" | "prediction" | "performance" | "decision"
> &
  // reports of before it was told lack it
  Partial<Pick<MonitorReport, "driftUnjudged">>;

const text = { type: "string", minLength: 1 } as const;
const day = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" } as const;
const count = { type: "integer", minimum: 0 } as const;
const figure = { type: ["number", "null"] } as const;
const statistics = {
  type: "object",
  required: ["psi", "jensenShannon", "kolmogorovSmirnov"],
  properties: { psi: figure, jensenShannon: figure, kolmogorovSmirnov: figure },
} as const;
const column = {
  type: "object",
  required: ["name", "statistics", "threshold", "exceeded"],
  properties: {
    name: text,
    statistics,
    threshold: { ...statistics, type: ["object", "null"] },
    exceeded: { type: "array", items: text },
  },
} as const;

const isShown = compileSchema<ShownReport>(
  {
    type: "object",
    required: ["model", "digest", "asOf", "window", "driftJudged", "features", "prediction", "performance", "decision"],
    properties: {
      model: text,
      digest: { type: "string", pattern: "^[0-9a-f]{64}$" },
      asOf: day,
      window: {
        type: "object",
        required: ["from", "to", "sessions", "rows"],
        properties: { from: day, to: day, sessions: count, rows: count },
      },
      driftJudged: { type: "boolean" },
      driftUnjudged: { type: ["string", "null"] },
      features: { type: "array", items: column },
      prediction: { ...column, type: ["object", "null"] },
      performance: { type: "object", required: ["why"], properties: { why: { type: "string" } } },
      decision: {
        type: "object",
        required: ["state", "reasons"],
        properties: {
          state: { enum: MODEL_STATES },
          reasons: { type: "array", items: { type: "object", required: ["why"], properties: { why: { type: "string" } } } },
        },
      },
    },
  },
  { allErrors: true, verbose: true, allowUnionTypes: true },
);

function parsed(content: string, file: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new BadInput(file, [{ where: file, expected: "JSON", got: content.slice(0, 40), remedy: "Let the monitors run again." }]);
  }
}

/**
 * Reads a model's report for those who look at it; what else is in it is no matter.
 * @throws BadInput with every part that is absent or none of its kind
 */
export function parseShownReport(content: string, model: string): ShownReport {
  const file = `${model}/monitor.json`;
  const value = parsed(content, file);
  const remedy = "Let the monitors run again.";
  const problems: readonly Problem[] = isShown(value) ? [] : (isShown.errors ?? []).map((e) => ({ ...schemaProblem(e, file), remedy }));
  if (problems.length > 0) throw new BadInput(file, problems);
  const report = value as ShownReport;
  if (report.model !== model)
    throw new BadInput(file, [{ where: `${file} model`, expected: `"${model}"`, got: `"${report.model}"`, remedy }]);
  return report;
}
