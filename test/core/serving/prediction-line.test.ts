import fc from "fast-check";
import { predictionLine } from "../../../model-code/core/serving/prediction-line";
import type { PredictionRecord } from "../../../model-code/core/serving/prediction-record";

const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const record: fc.Arbitrary<PredictionRecord> = fc.record({
  id: fc.string(),
  time: fc.constant("2021-05-01T00:00:00.000Z"),
  model: fc.constant("speeding"),
  digest: fc.constant("0".repeat(64)),
  release: fc.nat(),
  arm: fc.constantFrom("stable", "canary", "shadow"),
  about: fc.option(fc.dictionary(fc.string(), fc.string())),
  subject: fc.option(fc.string()),
  status: fc.constantFrom("ok", "error"),
  features: fc.dictionary(fc.string(), fc.oneof(number, fc.string(), fc.constant(null))),
  score: fc.option(number),
  latencyMs: number,
  run: fc.option(fc.nat(), { nil: undefined }),
  group: fc.option(fc.nat(), { nil: undefined }),
  outOfRange: fc.array(fc.string()),
});

test("a line is what JSON.stringify gives, whatever callers write", () => {
  fc.assert(fc.property(record, (r) => expect(predictionLine(r)).toBe(JSON.stringify(r))));
});
