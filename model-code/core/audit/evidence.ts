import { BadInput, type Problem } from "../problem";

/** The words that evidence may hold. No other text can get in, so that no name of a person ever does. */
export const EVIDENCE_WORDS = [
  "shadow",
  "canary",
  "kept",
  "violated",
  "unclear",
  "unknown",
  "passed",
  "refused",
  "healthy",
  "watch",
  "retrain",
  "retire",
] as const;

type Day = `${number}-${number}-${number}`;

/** What a decision rests on: figures that sum up many rows, and words of `EVIDENCE_WORDS`. */
export interface AuditEvidence {
  readonly [name: string]: number | boolean | null | (typeof EVIDENCE_WORDS)[number] | Day | AuditEvidence;
}

const WORDS: ReadonlySet<string> = new Set(EVIDENCE_WORDS);
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

function problemsOf(value: unknown, where: string): readonly Problem[] {
  const problem = (expected: string, got: string): Problem => ({
    where,
    expected,
    got,
    remedy: "The audit can't be erased: give it sums over rows, and nothing that names a person.",
  });
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? [] : [problem("a finite number", String(value))];
    case "boolean":
      return [];
    case "string":
      return WORDS.has(value) || DAY.test(value) ? [] : [problem("a figure, a day or a known word", "other text")];
    case "object":
      if (value === null) return [];
      if (Array.isArray(value)) return [problem("a figure, a day or a known word", "a list")];
      return Object.entries(value).flatMap(([name, v]) =>
        NAME.test(name) ? problemsOf(v, `${where}/${name}`) : [problem("names of letters, digits, - and _", "another name")],
      );
    default:
      return [problem("a figure, a day or a known word", typeof value)];
  }
}

/** Holds evidence to its type when it runs, too. The problems do not repeat what was wrong. @throws BadInput */
export function checkEvidence(evidence: AuditEvidence): void {
  const problems = problemsOf(evidence, "evidence");
  if (problems.length > 0) throw new BadInput("evidence for the audit", problems);
}
