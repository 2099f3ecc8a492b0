import type { FromSchema } from "json-schema-to-ts";
import { BadInput } from "../../core/problem";
import { compileSchema } from "../../core/spec/compile-schema";
import { schemaProblem } from "../../core/spec/schema-problem";

const text = { type: "string", minLength: 1 } as const;

/**
 * What of the common alert schema is read; Azure may send more.
 * @see https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema
 */
const SCHEMA = {
  type: "object",
  required: ["schemaId", "data"],
  properties: {
    schemaId: { const: "azureMonitorCommonAlertSchema" },
    data: {
      type: "object",
      required: ["essentials"],
      properties: {
        essentials: {
          type: "object",
          required: ["alertId", "alertRule", "monitorCondition", "firedDateTime"],
          properties: {
            alertId: text,
            alertRule: text,
            monitorCondition: { enum: ["Fired", "Resolved"] },
            firedDateTime: text,
          },
        },
        alertContext: {
          type: ["object", "null"],
          properties: {
            condition: {
              type: ["object", "null"],
              properties: {
                allOf: {
                  type: ["array", "null"],
                  items: {
                    type: "object",
                    properties: {
                      dimensions: {
                        type: ["array", "null"],
                        items: { type: "object", required: ["name", "value"], properties: { name: text, value: { type: "string" } } },
                      },
                    },
                  },
                },
              },
            },
          },
        },
        customProperties: { type: ["object", "null"], additionalProperties: { type: "string" } },
      },
    },
  },
} as const;

type CommonAlert = FromSchema<typeof SCHEMA>;

const isAlert = compileSchema<CommonAlert>(SCHEMA, { allErrors: true, verbose: true, allowUnionTypes: true });

/** An alert of Azure Monitor, as far as it matters here. */
export interface ModelAlert {
  readonly rule: string;
  readonly isFired: boolean;
  /** The models that it is about, by the dimension `Model` of its findings or its custom property `model`; none for one about something else. */
  readonly models: readonly string[];
}

/** @throws BadInput with every problem */
export function parseAlert(body: unknown): ModelAlert {
  if (!isAlert(body))
    throw new BadInput(
      "an alert in the common alert schema",
      (isAlert.errors ?? []).map((error) => schemaProblem(error, "the body")),
    );
  const { essentials, alertContext, customProperties } = body.data;
  const dimensions = (alertContext?.condition?.allOf ?? []).flatMap((finding) => finding.dimensions ?? []);
  const named = dimensions.filter((d) => d.name === "Model").map((d) => d.value);
  const models = [...new Set([...named, ...(customProperties?.model === undefined ? [] : [customProperties.model])])];
  return { rule: essentials.alertRule, isFired: essentials.monitorCondition === "Fired", models };
}
