import type { PredictionRecord } from "./prediction-record";

const orNull = (value: object | string | null): string => (value === null ? "null" : JSON.stringify(value));

/**
 * A record as its line of the log: what `JSON.stringify` gives. Only what needs it is looked into for quotes; the features are left to
 * `JSON.stringify`, since most of their time are numbers that come once, whose text it writes faster than they can be joined.
 * @param r with finite numbers
 * @param features JSON of the record's features in one line, where somebody has it already
 */
export const predictionLine = (r: PredictionRecord, features = JSON.stringify(r.features)): string =>
  `{"id":${JSON.stringify(r.id)},"time":"${r.time}","model":"${r.model}","digest":"${r.digest}","release":${r.release},"arm":"${r.arm}","about":${orNull(r.about)},"subject":${orNull(r.subject)},"status":"${r.status}","features":${features},"score":${r.score},"latencyMs":${r.latencyMs}${r.run === undefined ? "" : `,"run":${r.run}`}${r.group === undefined ? "" : `,"group":${r.group}`},"outOfRange":${r.outOfRange.length === 0 ? "[]" : JSON.stringify(r.outOfRange)}}`;
