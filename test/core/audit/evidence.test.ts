import fc from "fast-check";
import { type AuditEvidence, checkEvidence } from "../../../model-code/core/audit/evidence";

test("figures, days and known words are evidence", () => {
  expect(() =>
    checkEvidence({ mode: "shadow", weight: 0.1, asOf: "2009-04-01", rails: { errors: { verdict: "kept", figure: null, ok: true } } }),
  ).not.toThrow();
});

test("no other text gets in, wherever it stands, and it is not repeated", () => {
  fc.assert(
    fc.property(
      fc
        .string({ minLength: 1 })
        .filter(
          (s) => !/^(\d{4}-\d{2}-\d{2}|shadow|canary|kept|violated|unclear|unknown|passed|refused|healthy|watch|retrain|retire)$/.test(s),
        ),
      (subject) => {
        for (const evidence of [{ a: subject }, { a: { b: subject } }, { a: [subject] }])
          expect(() => checkEvidence(evidence as unknown as AuditEvidence)).toThrow("The audit can't be erased");
      },
    ),
  );
  expect(() => checkEvidence({ a: "customer-4711" } as unknown as AuditEvidence)).not.toThrow("4711");
});

test("nor does a name that is none, or a number that JSON does not have", () => {
  expect(() => checkEvidence({ "jane@example.com": 3 })).toThrow("expected names of letters, digits, - and _");
  expect(() => checkEvidence({ a: Number.NaN })).toThrow("evidence/a: expected a finite number, got NaN");
});

test("the compiler refuses text, too", () => {
  // @ts-expect-error a subject's key is no figure
  const evidence: AuditEvidence = { subject: "customer-4711" };
  expect(() => checkEvidence(evidence)).toThrow();
});
