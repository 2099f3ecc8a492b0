import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import { parseModel } from "../../model-code/core/spec/parse-model";

const text = readFileSync("model-code/models/market-volatility/model.yaml", "utf8");
// biome-ignore lint/suspicious/noExplicitAny: a model.yaml before it is checked
type Loose = any;

const HTTP = {
  url: "https://api.example.com/v1/bars",
  query: { interval: "1d" },
  window: { from: "from", to: "to", format: "date" },
  rows: "$.data",
  fields: { symbol: "ticker.symbol" },
  paging: { kind: "next-link", at: "$.next" },
  secretHeader: { header: "X-Api-Key", secret: "bars-api-key" },
  maxRequestsPerMinute: 30,
};
const SQL = { server: "sql.example.com", database: "market", table: "news", watermark: "changed_at", since: "2026-01-01" };
const EVENTS = { hub: "events", where: { type: "bar" } };

/** Makes a source one that is fetched. */
export const FETCH: Readonly<Record<"http-api" | "sql" | "event-stream", (source: Loose) => void>> = {
  "http-api": (s) => Object.assign(s, { kind: "http-api", http: structuredClone(HTTP), files: [`${s.name}-*.csv`] }),
  sql: (s) => Object.assign(s, { kind: "sql", sql: structuredClone(SQL), files: [`${s.name}-*.csv`] }),
  "event-stream": (s) => Object.assign(s, { kind: "event-stream", events: structuredClone(EVENTS), files: [`${s.name}-*.parquet`] }),
};

/** market-volatility's model.yaml after a change, checked. */
export function changed(change: (model: Loose) => void): ModelSpec {
  const model: Loose = parse(text);
  change(model);
  return parseModel(stringify(model), "model.yaml");
}
