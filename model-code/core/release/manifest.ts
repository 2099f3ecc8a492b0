import type { FromSchema } from "json-schema-to-ts";
import { BadInput } from "../problem";
import { compileSchema } from "../spec/compile-schema";
import { schemaProblem } from "../spec/schema-problem";

const digest = { type: "string", pattern: "^[0-9a-f]{64}$", description: "sha256 of the package." } as const;

/** What a release manifest, `releases/<model>.json`, holds. */
export const MANIFEST_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "release manifest",
  type: "object",
  additionalProperties: false,
  required: ["schema", "model", "version", "state", "stable", "previous", "candidate", "since"],
  properties: {
    schema: { const: 1 },
    model: { type: "string", minLength: 1 },
    version: { type: "integer", minimum: 1, description: "Goes up by one with each write." },
    state: {
      enum: ["serving", "paused", "retired"],
      description: "paused: the candidate stays where it is until somebody says go on; retired: nothing is served any more.",
    },
    stable: { ...digest, type: ["string", "null"], description: "What answers; null before the first release has ended, or once retired." },
    previous: {
      ...digest,
      type: ["string", "null"],
      description: "What was stable before: where a rollback goes when there is no candidate.",
    },
    candidate: {
      oneOf: [
        { type: "null" },
        {
          type: "object",
          additionalProperties: false,
          required: ["digest", "mode"],
          properties: { digest, mode: { const: "shadow" } },
        },
        {
          type: "object",
          additionalProperties: false,
          required: ["digest", "mode", "weight", "step"],
          properties: {
            digest,
            mode: { const: "canary" },
            weight: { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 },
            step: { type: "integer", minimum: 0, description: "Position in the plan's list of weights." },
          },
        },
      ],
    },
    since: { type: "string", description: "When this version of the manifest was written, ISO 8601 UTC: baking counts from here." },
  },
} as const;

/** What each host serves of a model, and how the traffic is split. */
export type ReleaseManifest = FromSchema<typeof MANIFEST_SCHEMA>;
export type Candidate = NonNullable<ReleaseManifest["candidate"]>;

const isManifest = compileSchema<ReleaseManifest>(MANIFEST_SCHEMA, { allErrors: true, verbose: true, allowUnionTypes: true });

/**
 * Reads a manifest that came from outside.
 * @param where named in the problems
 * @throws BadInput with every problem
 */
export function parseManifest(text: string, model: string, where: string): ReleaseManifest {
  const remedy = "Restore the newest of the blob's good versions, none before it.";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadInput("a release manifest", [{ where, expected: "JSON", got: "something else", remedy }]);
  }
  if (!isManifest(value))
    throw new BadInput(
      "a release manifest",
      (isManifest.errors ?? []).map((error) => schemaProblem(error, where)),
    );
  if (value.model !== model)
    throw new BadInput("a release manifest", [{ where, expected: `that of ${model}`, got: `that of ${value.model}`, remedy }]);
  return value;
}
