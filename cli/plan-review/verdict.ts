import type { FromSchema } from "json-schema-to-ts";
import { BadInput, type Problem } from "../../model-code/core/problem";
import { compileSchema } from "../../model-code/core/spec/compile-schema";
import { schemaProblem } from "../../model-code/core/spec/schema-problem";
import { changesDigest } from "./digest";
import { LEVELS } from "./levels";
import type { PlannedStack, Review } from "./review";

const hex = (length: number) => ({ type: "string", pattern: `^[0-9a-f]{${length}}$` }) as const;
const texts = { type: "array", items: { type: "string" } } as const;

/** What a review leaves behind for who applies; holds no value that is secret. */
export const VERDICT_SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["version", "tree", "level", "approvers", "stacks", "findings"],
  properties: {
    version: { const: 1 },
    tree: { type: "string", pattern: "^([0-9a-f]{40}|[0-9a-f]{64})$", description: "Hash of the git tree that was planned." },
    level: { enum: [...LEVELS, "none"], description: "The worst finding's." },
    approvers: texts,
    stacks: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["stack", "changes", "digest", "salt", "state", "provisional"],
        properties: {
          stack: { type: "string" },
          changes: { type: "integer", minimum: 0, description: "How many resources and outputs change." },
          digest: { ...hex(64), description: "Of the canonical changes." },
          salt: { ...hex(32), description: "Random, for secret values in the digest." },
          state: {
            anyOf: [
              { type: "null" },
              {
                type: "object",
                additionalProperties: false,
                required: ["lineage", "serial"],
                properties: { lineage: { type: "string" }, serial: { type: "integer" } },
              },
            ],
            description: "The state that it was planned on; null: there was none.",
          },
          provisional: { type: ["string", "null"], description: "Why it may come otherwise; null: it is as it will be applied." },
        },
      },
    },
    findings: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["rule", "title", "level", "stack", "address", "what", "why", "approvers"],
        properties: {
          rule: { type: "string" },
          title: { type: "string" },
          level: { enum: LEVELS },
          stack: { type: "string" },
          model: { type: "string" },
          address: { type: "string" },
          what: { type: "string" },
          why: { type: "string" },
          approvers: texts,
        },
      },
    },
  },
} as const;

export type Verdict = FromSchema<typeof VERDICT_SCHEMA>;
const isVerdict = compileSchema<Verdict>(VERDICT_SCHEMA, { allErrors: true, verbose: true, strictTypes: false });

export const verdictOf = ({ tree, stacks, findings }: Review): Verdict => ({
  version: 1,
  tree,
  level: findings[0]?.level ?? "none",
  approvers: [...new Set(findings.flatMap((f) => f.approvers))],
  stacks: stacks.map(({ stack, changes, digest, salt, version, provisional }) => ({
    stack,
    changes: changes.changes.length + changes.outputs.length,
    ...{ digest, salt, state: version === null ? null : { ...version }, provisional: provisional ?? null },
  })),
  findings: findings.map((f) => ({ ...f, approvers: [...f.approvers] })),
});

/** The verdict of a source of which nobody reviewed anything: with it nothing that changes is applied. */
export const nothingReviewed = (tree: string): Verdict => ({ version: 1, tree, level: "none", approvers: [], stacks: [], findings: [] });

/** @throws BadInput if it is no verdict */
export function readVerdict(text: string, file: string): Verdict {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadInput(file, [
      { where: file, expected: "a verdict", got: "no JSON", remedy: "Make one: `npx mlops plan-review … --json verdict.json`." },
    ]);
  }
  if (isVerdict(value)) return value;
  throw new BadInput(
    file,
    (isVerdict.errors ?? []).map((e) => schemaProblem(e, file)),
  );
}

/**
 * What keeps a plan from being the one that was reviewed: another source, another state, other changes. Nothing: it is the one.
 * @param where name of the plan, for what is told
 */
export function mismatches(verdict: Verdict, plan: PlannedStack, tree: string, where: string): readonly Problem[] {
  const { stack } = plan.changes;
  const remedy = "Review it anew, and have the new review approved.";
  const reviewed = verdict.stacks.find((s) => s.stack === stack);
  if (reviewed === undefined) {
    const names = verdict.stacks.map((s) => s.stack).join(", ") || "none";
    return [{ where, expected: `a plan of a stack that was reviewed: ${names}`, got: stack, remedy }];
  }
  const named = (version: PlannedStack["state"]["version"]) =>
    version === null ? "none" : `serial ${version.serial} of lineage ${version.lineage}`;
  const [was, is] = [named(reviewed.state), named(plan.state.version)];
  const same = changesDigest(plan.changes, plan.state, reviewed.salt) === reviewed.digest;
  return [
    ...(verdict.tree === tree ? [] : [{ where: `${where}: source`, expected: `the git tree ${verdict.tree}`, got: tree, remedy }]),
    ...(was === is ? [] : [{ where: `${where}: state`, expected: was, got: is, remedy }]),
    ...(same ? [] : [{ where: `${where}: changes`, expected: `those of the digest ${reviewed.digest}`, got: "others", remedy }]),
  ];
}
