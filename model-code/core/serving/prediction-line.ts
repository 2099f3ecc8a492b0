import type { PredictionRecord } from "./prediction-record";

/** Names of features as keys of JSON: they come again with every row, so each is quoted once. */
const KEYS = new Map<string, string>();
const MOST_KEYS = 10_000;

function keyOf(name: string): string {
  let key = KEYS.get(name);
  if (key === undefined) {
    key = `${JSON.stringify(name)}:`;
    if (KEYS.size < MOST_KEYS) KEYS.set(name, key);
  }
  return key;
}

function featuresOf(features: PredictionRecord["features"]): string {
  let text = "";
  for (const name of Object.keys(features)) {
    const value = features[name];
    text += `${text === "" ? "" : ","}${keyOf(name)}${typeof value === "number" ? value : JSON.stringify(value)}`;
  }
  return text;
}

/**
 * A record as its line of the log: what `JSON.stringify` gives, in half the time, which is what logging costs most.
 * @param r with finite numbers
 */
export const predictionLine = (r: PredictionRecord): string =>
  `{"id":${JSON.stringify(r.id)},"time":"${r.time}","model":"${r.model}","digest":"${r.digest}","release":${r.release},"arm":"${r.arm}","about":${JSON.stringify(r.about)},"subject":${JSON.stringify(r.subject)},"status":"${r.status}","features":{${featuresOf(r.features)}},"score":${r.score},"latencyMs":${r.latencyMs},"outOfRange":${JSON.stringify(r.outOfRange)}}`;
