import { groupBy } from "../docs/group-by";
import { type Change, isEmpty } from "./changes";
import { LEVELS } from "./levels";
import { type Counts, type Finding, isNoOp, type Review, type StackReview } from "./review";
import { changeLine, code, countsInWords, outputLine, prose } from "./words";

/**
 * Characters that a comment may have in Azure Repos. Microsoft documents no number; the service answers 400 beyond it: "A discussion
 * comment cannot be longer than 150000 characters. Parameter name: comment.Content".
 * @see https://github.com/runatlantis/atlantis/pull/1585
 * @see https://github.com/Azure/AzOps/issues/652
 */
export const COMMENT_LIMIT = 150_000;
/** What is left free of it for what is added when it is posted: the mark by which it is found again, the link to the rest. */
export const RESERVE = 2_000;

export interface Comment {
  readonly text: string;
  /** The whole review, where the comment could not hold it. */
  readonly whole?: string;
}

const sum = (stacks: readonly StackReview[]): Record<string, number> => {
  const total: Record<string, number> = {};
  for (const { counts } of stacks) for (const [key, n] of Object.entries(counts as Counts)) total[key] = (total[key] ?? 0) + n;
  return total;
};
const names = (stacks: readonly StackReview[]): string => stacks.map((s) => code(s.stack)).join(", ");

/** The review as Markdown. What does not fit stays out, the least dangerous first, and the whole is given beside it. */
export function commentOf(review: Review, limit = COMMENT_LIMIT): Comment {
  if (isNoOp(review))
    return {
      text: `**No changes**: ${names(review.stacks)} ${review.stacks.length === 1 ? "is" : "are"} as the code says${drifted(review)}.\n`,
    };
  const head = headOf(review);
  const lines = linesOf(review);
  const whole = [...head, ...lines, ""].join("\n");
  if (whole.length <= limit - RESERVE) return { text: whole };
  const left = (n: number) => [
    "",
    `**${n.toLocaleString("en")} more lines are not shown**, as a comment holds ${limit.toLocaleString("en")} characters: they are in the attached review.`,
    "",
  ];
  const kept = [...head];
  let length = head.join("\n").length + left(lines.length).join("\n").length;
  let shown = 0;
  for (const line of lines) {
    if (length + line.length + 1 > limit - RESERVE) break;
    kept.push(line);
    length += line.length + 1;
    shown++;
  }
  return { text: [...kept, ...left(lines.length - shown)].join("\n"), whole };
}

const drifted = ({ stacks }: Review): string => {
  const n = stacks.reduce((total, s) => total + s.changes.drift.length, 0);
  return n === 0 ? "" : `; ${n} resource${n === 1 ? " was" : "s were"} changed by others than Terraform, and stay${n === 1 ? "s" : ""} so`;
};

function headOf({ tree, stacks, findings }: Review): readonly string[] {
  const planned = stacks.filter((s) => !isEmpty(s.changes) || s.provisional !== undefined);
  const same = stacks.filter((s) => !planned.includes(s));
  const counted = countsInWords(sum(stacks)) || "only outputs change";
  const outputs = stacks.reduce((n, s) => n + s.changes.outputs.length, 0);
  const levels = LEVELS.flatMap((level) => {
    const n = findings.filter((f) => f.level === level).length;
    return n === 0 ? [] : [`${n} ${level}`];
  });
  return [
    `## Plan: ${counted}${outputs > 0 ? `, ${outputs} output${outputs === 1 ? "" : "s"}` : ""}`,
    "",
    `Risk: ${levels.join(", ") || "nothing that a rule tells"}. Source: git tree ${code(tree)}.`,
    ...(same.length === 0 ? [] : ["", `No changes: ${names(same)}.`]),
    ...planned.flatMap((s) =>
      s.provisional === undefined
        ? []
        : ["", `**Provisional**: ${code(s.stack)}, as ${prose(s.provisional)}. It is planned and reviewed again before it is applied.`],
    ),
    ...planned.flatMap((s) =>
      s.changes.complete ? [] : ["", `**Not complete**: ${code(s.stack)} was planned for some targets only, or something was put off.`],
    ),
  ];
}

/** What is of one kind and for the same to approve, told together: why it matters stands once. */
function groupLines(of: readonly Finding[]): readonly string[] {
  const { level, title, why, approvers } = of[0]!;
  const lines = of.map(({ address, stack, what }) => `- ${code(address)} in ${code(stack)} ${prose(what)}`);
  return ["", `**${level}: ${title}.** ${prose(why)} Approve: ${prose(approvers.join(", "))}.`, "", ...lines];
}

function linesOf(review: Review): readonly string[] {
  const groups = [...groupBy(review.findings, (f) => JSON.stringify([f.level, f.rule, f.approvers])).values()];
  const findings = groups.length === 0 ? [] : ["", "### To look at, the most dangerous first", ...groups.flatMap(groupLines)];
  return [...findings, ...review.stacks.flatMap(stackLines)];
}

/** A stack's changes, by model where there are any. */
function stackLines({ stack, changes, counts }: StackReview): readonly string[] {
  const { outputs, drift } = changes;
  if (isEmpty(changes) && drift.length === 0) return [];
  const byModel = groupBy(changes.changes, (c: Change) => c.model ?? "");
  const groups = [...byModel].flatMap(([model, of]) => [
    ...(model === "" ? [] : ["", `Model ${code(model)}:`]),
    "",
    ...of.map((c) => `- ${changeLine(c)}`),
  ]);
  return [
    "",
    `### ${stack}: ${countsInWords(counts) || "no resource changes"}`,
    ...groups,
    ...(outputs.length === 0 ? [] : ["", ...outputs.map((o) => `- ${outputLine(o)}`)]),
    ...(drift.length === 0
      ? []
      : ["", "Changed by others than Terraform since the last apply:", "", ...drift.map((c) => `- ${changeLine(c)}`)]),
  ];
}
