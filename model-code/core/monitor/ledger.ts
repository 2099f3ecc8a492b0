import type { FromSchema } from "json-schema-to-ts";
import { BadInput } from "../problem";
import { compileSchema } from "../spec/compile-schema";
import { schemaProblem } from "../spec/schema-problem";

const text = { type: "string", minLength: 1 } as const;
const time = { ...text, description: "ISO 8601 UTC." } as const;
const asked = {
  trigger: { enum: ["schedule", "drift", "decay", "new-data", "hand"], description: "What asked." },
  evidence: { ...text, description: "Names what was seen, such as a monitor's report: the same evidence starts no second run." },
  why: { ...text, description: "For a person to read." },
} as const;

/** What a retraining ledger, `releases/<model>/retraining.json`, holds. */
export const LEDGER_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "retraining ledger",
  type: "object",
  additionalProperties: false,
  required: ["schema", "model", "runs", "refusals"],
  properties: {
    schema: { const: 1 },
    model: text,
    runs: {
      type: "array",
      description: "Runs that were allowed, oldest first.",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["id", "trigger", "evidence", "why", "by", "startedAt", "expiresAt", "endedAt", "outcome", "computeHours", "digest"],
        properties: {
          id: text,
          ...asked,
          by: { ...text, description: "Who or what asked." },
          startedAt: time,
          expiresAt: { ...time, description: "A run that has said nothing until then is held to have died." },
          endedAt: { ...time, type: ["string", "null"] },
          outcome: {
            enum: ["running", "packaged", "refused", "failed", "died"],
            description: "packaged: its gates let a package through; refused: they did not; failed: it broke.",
          },
          computeHours: { type: "number", minimum: 0, description: "That it used; while it runs or if it died, what was expected of it." },
          digest: { type: ["string", "null"], description: "sha256 of the package that it made." },
          waits: { type: "boolean", description: "Another release was under way when it ended: its own is still to begin." },
        },
      },
    },
    refusals: {
      type: "array",
      description: "Requests that were not allowed, oldest first; the same one for the same cause is one entry.",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["trigger", "evidence", "why", "cause", "first", "last", "times"],
        properties: {
          ...asked,
          cause: { enum: ["no-trigger", "duplicate", "running", "release", "cooldown", "failures", "budget", "elsewhere"] },
          first: time,
          last: time,
          times: { type: "integer", minimum: 1 },
        },
      },
    },
  },
} as const;

export type RetrainingLedger = FromSchema<typeof LEDGER_SCHEMA>;
export type RetrainingRun = RetrainingLedger["runs"][number];
export type Refusal = RetrainingLedger["refusals"][number];
export type RetrainingTrigger = RetrainingRun["trigger"];

/** A run that failed or died said nothing of the model: neither cooldown nor evidence is used up. */
export const countsAsRun = ({ outcome }: RetrainingRun): boolean => outcome !== "failed" && outcome !== "died";

/** The gates have judged what it made. */
export const hasFinished = ({ outcome }: RetrainingRun): boolean => outcome === "packaged" || outcome === "refused";

export const emptyLedger = (model: string): RetrainingLedger => ({ schema: 1, model, runs: [], refusals: [] });

const isLedger = compileSchema<RetrainingLedger>(LEDGER_SCHEMA, { allErrors: true, verbose: true, allowUnionTypes: true });

/**
 * Reads a ledger that came from outside.
 * @param where named in the problems
 * @throws BadInput with every problem
 */
export function parseLedger(content: string, model: string, where: string): RetrainingLedger {
  const what = "a retraining ledger";
  const remedy = "Restore the blob's last good version.";
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new BadInput(what, [{ where, expected: "JSON", got: "something else", remedy }]);
  }
  if (!isLedger(value))
    throw new BadInput(
      what,
      (isLedger.errors ?? []).map((error) => schemaProblem(error, where)),
    );
  if (value.model !== model) throw new BadInput(what, [{ where, expected: `that of ${model}`, got: `that of ${value.model}`, remedy }]);
  return value;
}
