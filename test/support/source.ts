import { loadModel } from "../../model-code/adapters/model-files";
import type { SourceSpec } from "../../model-code/core/spec/model-schema";

const { spec } = loadModel("model-code/models", "market-volatility");

/** The bars of market-volatility, with something else in their contract. */
export const bars = (contract: Partial<SourceSpec["contract"]> = {}): SourceSpec => ({
  ...spec.sources[0]!,
  contract: { ...spec.sources[0]!.contract, ...contract },
});
export const news: SourceSpec = spec.sources[1]!;

export const HEADER = "symbol,date,open,high,low,close,volume,adj_close";
/** A CSV of bars, a line each. */
export const csv = (...lines: string[]): string => `${[HEADER, ...lines].join("\n")}\n`;
/** A sound bar. */
export const line = (symbol: string, date: string, close = 10, volume = 1000): string =>
  `${symbol},${date},${close},${close + 1},${close - 1},${close},${volume},${close}`;
