import type { Random } from "../random";
import { newYorkCalendar } from "./calendar";
import { writeCsv } from "./parse-csv";
import { numbersOf, stringsOf, type Table } from "./table";

const FALL = ["slides", "drops", "falls", "tumbles", "plunges"] as const;
const RISE = ["edges up", "gains", "climbs", "rallies", "soars"] as const;
const MOOD_DOWN = [
  "as investors worry",
  "on weak demand",
  "amid heavy selling",
  "after a disappointing session",
  "as fear spreads",
] as const;
const MOOD_UP = [
  "as investors cheer",
  "on strong demand",
  "in a confident session",
  "amid healthy buying",
  "after a great session",
] as const;
const PLAIN = [
  "trades in line with the market",
  "little changed at the close",
  "sees average turnover",
  "ends the day where it began",
] as const;

const pick = <T>(list: readonly T[], random: Random): T => list[random.integer(list.length)]!;
const verb = (move: number) => (move < 0 ? FALL : RISE)[Math.min(4, Math.floor(Math.abs(move) / 0.02))]!;

/**
 * Makes up headlines for daily bars. Each tells only what had happened by its own time: one of the morning knows the open and the
 * close before it, one of the evening that day's close and volume. So it can't leak the future, and says little that the bars don't.
 *
 * @param bars columns symbol, date, open, close, volume, adj_close, in the order of symbol and date
 * @returns CSV with symbol, published_at (ISO 8601, UTC) and headline, in the order of time; determined by the bars and the seed
 */
export function sampleNews(bars: Table, random: Random): string {
  const [open, close, volume, adjusted] = ["open", "close", "volume", "adj_close"].map((name) => numbersOf(bars, name)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const days = numbersOf(bars, "date");
  const symbols = stringsOf(bars, "symbol");
  const calendar = newYorkCalendar();
  const rows: { readonly symbol: string; readonly published_at: string; readonly headline: string }[] = [];
  const say = (i: number, minutesAfterClose: number, headline: string) => {
    const time = calendar.closeOf(days[i]!) + minutesAfterClose * 60_000;
    rows.push({
      symbol: symbols[i]!,
      published_at: new Date(time).toISOString().replace(".000Z", "Z"),
      headline: `${symbols[i]} ${headline}`,
    });
  };
  for (let i = 20; i < bars.rows; i++) {
    if (symbols[i - 20] !== symbols[i]) continue;
    const draw = random.fork(`${symbols[i]} ${days[i]}`);
    const adjustedOpen = (open[i]! * adjusted[i]!) / close[i]!;
    const gap = Math.log(adjustedOpen / adjusted[i - 1]!);
    const move = Math.log(adjusted[i]! / adjusted[i - 1]!);
    let turnover = 0;
    for (let k = 1; k <= 20; k++) turnover += volume[i - k]! / 20;
    const isBusy = volume[i]! > 2 * turnover;
    const percent = (m: number) => `${Math.abs(100 * m).toFixed(1)} %`;
    if (Math.abs(gap) > 0.02 && draw.next() < 0.5)
      say(i, -300 - draw.integer(60), `${verb(gap)} ${percent(gap)} at the open ${pick(gap < 0 ? MOOD_DOWN : MOOD_UP, draw)}`);
    if (Math.abs(move) > 0.025 && draw.next() < 0.6)
      say(i, 15 + draw.integer(120), `${verb(move)} ${percent(move)} ${pick(move < 0 ? MOOD_DOWN : MOOD_UP, draw)}`);
    else if (isBusy && draw.next() < 0.5)
      say(
        i,
        15 + draw.integer(120),
        `ends a busy day ${move < 0 ? "lower, turnover twice the usual raises concern" : "higher, turnover twice the usual shows strong interest"}`,
      );
    else if (draw.next() < 0.06) say(i, 15 + draw.integer(120), pick(PLAIN, draw));
  }
  rows.sort((a, b) => (a.published_at < b.published_at ? -1 : a.published_at > b.published_at ? 1 : a.symbol < b.symbol ? -1 : 1));
  return writeCsv(["symbol", "published_at", "headline"], rows);
}
