import type { PredictionRecord } from "../../../model-code/core/serving/prediction-record";

/** A prediction that differs from others by its number. */
export const prediction = (number: number, change: Partial<PredictionRecord> = {}): PredictionRecord => ({
  id: `request-${String(number).padStart(6, "0")}/0`,
  time: "2024-05-06T07:08:09.123Z",
  model: "market-volatility",
  digest: "a".repeat(64),
  release: 3,
  arm: "stable",
  about: { symbol: "IBM", date: "2009-04-01" },
  subject: null,
  status: "ok",
  features: { range_5: 0.0123, note: 'tab\t, line\n, quote" and ü', missing: null },
  score: 0.5,
  latencyMs: 0.25,
  outOfRange: [],
  ...change,
});
