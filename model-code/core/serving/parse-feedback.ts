import { canonicalJson } from "../canonical-json";
import { callerColumns, callerTime } from "../data/row-identity";
import type { PackageDocument } from "../package/layout";
import { sha256 } from "../package/tree-digest";
import type { Problem } from "../problem";
import type { ModelSpec } from "../spec/model-schema";
import { shown } from "./contract";
import { isShortText, parseAbout, SHORT_TEXT } from "./predict-request";
import type { FeedbackRecord } from "./prediction-record";
import { Refused } from "./problem-details";

/** What of a package a label is held to. */
export type FeedbackContract = Pick<PackageDocument, "model" | "task" | "rowKey" | "time" | "subject">;

/** What labels of a model are held to, whichever of its versions they are for: what the package says, too. */
export const feedbackContract = ({ name, task, sources, privacy }: ModelSpec): FeedbackContract => ({
  model: name,
  task,
  rowKey: callerColumns(sources[0]!),
  time: callerTime(sources[0]!),
  subject: privacy?.subject ?? null,
});

const KEYS = ["id", "prediction", "about", "label"];

/**
 * Reads a label that a caller sends. Without an id of its own, equal content is the same feedback, however often it comes.
 * @throws Refused (contract) with every problem
 */
export function parseFeedback(
  value: unknown,
  document: FeedbackContract,
  { time, source }: Pick<FeedbackRecord, "time" | "source">,
): FeedbackRecord {
  const problems: Problem[] = [];
  const refuse = () =>
    new Refused("contract", `${problems.length} problem${problems.length === 1 ? "" : "s"} with the feedback.`, problems);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    problems.push({
      where: "the body",
      expected: 'an object such as {"prediction": "...", "label": 1}',
      got: shown(value),
      remedy: "Send one.",
    });
    throw refuse();
  }
  const { id, prediction, about, label } = value as Record<string, unknown>;
  for (const name of Object.keys(value))
    if (!KEYS.includes(name))
      problems.push({ where: name.slice(0, 64), expected: KEYS.join(", "), got: "an unknown name", remedy: "Remove it, or correct it." });
  for (const [name, text] of Object.entries({ id, prediction }))
    if (text !== undefined && text !== null && !isShortText(text))
      problems.push({ where: name, expected: SHORT_TEXT, got: shown(text), remedy: "Correct it, or leave it out." });
  const row = parseAbout(about, document, new Date(time), "about", problems);
  if ((prediction ?? null) === null && (about ?? null) === null)
    problems.push({ where: "the body", expected: "prediction, or about", got: "neither", remedy: "Say which row the label is for." });
  const isClass = document.task === "binary-classification";
  const number = typeof label === "boolean" ? Number(label) : label;
  if (typeof number !== "number" || !Number.isFinite(number) || (isClass && number !== 0 && number !== 1))
    problems.push({ where: "label", expected: isClass ? "0 or 1" : "a finite number", got: shown(label), remedy: "Say what came true." });
  if (problems.length > 0) throw refuse();
  const said = { model: document.model, prediction: (prediction as string | undefined) ?? null, ...row, label: number as number };
  return { id: (id as string | undefined) ?? sha256(canonicalJson(said)).slice(0, 32), time, source, ...said };
}
