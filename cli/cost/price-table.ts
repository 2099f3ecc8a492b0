import { readFileSync } from "node:fs";
import Ajv from "ajv";
import type { FromSchema } from "json-schema-to-ts";
import { parse, YAMLParseError } from "yaml";
import { BadInput } from "../../model-code/core/problem";
import { schemaProblem } from "../../model-code/core/spec/schema-problem";

const amount = { type: "number", minimum: 0 } as const;
const text = { type: "string", minLength: 1 } as const;
const USAGE = [
  "logsGbPerDay",
  "accessLogsGbPerDay",
  "storageGb",
  "modelNodes",
  "preparationHoursPerDay",
  "pipelineRunsPerDay",
  "copyHoursPerDay",
  "agentHoursPerMonth",
  "functionGbSecondsPerMonth",
  "natGbPerMonth",
  "metricSamplesMillions",
  "grafanaUsers",
  "vaultTenThousands",
] as const;

/** What a file of prices holds. */
const SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["currency", "region", "asOf", "source", "usage", "prices"],
  properties: {
    currency: { type: "string", pattern: "^[A-Z]{3}$", description: "ISO 4217." },
    region: { ...text, description: "Azure region that the prices are of; no factor is applied for another." },
    asOf: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "Day on which they were written down." },
    source: text,
    usage: {
      type: "object",
      additionalProperties: false,
      required: USAGE,
      properties: {
        logsGbPerDay: amount,
        accessLogsGbPerDay: amount,
        storageGb: amount,
        modelNodes: amount,
        preparationHoursPerDay: amount,
        pipelineRunsPerDay: amount,
        copyHoursPerDay: amount,
        agentHoursPerMonth: amount,
        functionGbSecondsPerMonth: amount,
        natGbPerMonth: amount,
        metricSamplesMillions: amount,
        grafanaUsers: amount,
        vaultTenThousands: amount,
      },
    },
    prices: {
      type: "object",
      additionalProperties: {
        type: "object",
        additionalProperties: false,
        required: ["price", "per"],
        properties: { price: amount, per: text },
      },
    },
  },
} as const;

/** Prices by meter, and how much is used of what is charged by use. */
export type PriceTable = FromSchema<typeof SCHEMA>;
export type Usage = PriceTable["usage"];

const isTable = new Ajv({ allErrors: true, verbose: true }).compile<PriceTable>(SCHEMA);

/** @throws BadInput with every problem of the file */
export function readPrices(file: string): PriceTable {
  const refuse = (got: string) =>
    new BadInput(file, [
      { where: file, expected: "prices as in cli/cost/prices.yaml", got, remedy: "Copy that file and change the copy." },
    ]);
  let value: unknown;
  try {
    value = parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof YAMLParseError) throw refuse(`no YAML: ${error.message}`);
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw refuse("no file");
    throw error;
  }
  if (isTable(value)) return value;
  throw new BadInput(
    file,
    (isTable.errors ?? []).map((error) => schemaProblem(error, file)),
  );
}
