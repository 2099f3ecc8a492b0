import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadModel } from "../../../adapters/model-files";
import { checkRows } from "../../../core/data/check-rows";
import { parseCsv } from "../../../core/data/parse-csv";
import { sampleNews } from "../../../core/data/sample-news";
import { numbersOf, stringsOf, takeRows } from "../../../core/data/table";
import { seededRandom } from "../../../core/random";

const BARS = "ohlcv-daily.csv";

/** The text of `news.csv` beside the sample bars. */
export function sampleNewsText(): string {
  const bars = loadModel(join(__dirname, "../.."), "market-volatility").spec.sources[0]!;
  const { accepted } = checkRows(bars, parseCsv(readFileSync(join(__dirname, BARS), "utf8"), BARS, bars), undefined);
  const [symbols, days] = [stringsOf(accepted, "symbol"), numbersOf(accepted, "date")];
  const order = Array.from(symbols.keys()).sort((a, b) =>
    symbols[a]! < symbols[b]! ? -1 : symbols[a]! > symbols[b]! ? 1 : days[a]! - days[b]!,
  );
  return sampleNews(takeRows(accepted, order), seededRandom("sample news"));
}

if (require.main === module) writeFileSync(join(__dirname, "news.csv"), sampleNewsText());
