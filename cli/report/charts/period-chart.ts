import type { Chart } from "../chart";
import { labelRoom, WIDTH, xNumbers, yNames } from "./axes";
import { scaleOf } from "./scale";

export interface PeriodRow {
  readonly name: string;
  /** Dates as YYYY-MM-DD; drawn in their order. */
  readonly periods: readonly { readonly from: string; readonly to: string; readonly colour: string }[];
}

const HEIGHT = 13;
const ROW = 25;
const YEAR = 365.25 * 86_400_000;

/** A date on an axis of years. */
const yearsOf = (date: string): number => 1970 + Date.parse(date) / YEAR;

/** Stretches of time, a row each. */
export function periodChart({
  id,
  label,
  rows,
}: {
  readonly id: string;
  readonly label: string;
  readonly rows: readonly PeriodRow[];
}): Chart {
  const names = rows.map((r) => r.name);
  const drawn = rows.flatMap((row, at) => row.periods.map((p) => ({ at, from: yearsOf(p.from), to: yearsOf(p.to), colour: p.colour })));
  const all = drawn.flatMap((d) => [d.from, d.to]);
  const { interval } = scaleOf(all, 8);
  const scale = { min: Math.floor(Math.min(...all)), max: Math.ceil(Math.max(...all)), interval: Math.max(1, interval) };
  return {
    id,
    label,
    width: WIDTH,
    height: 34 + rows.length * ROW,
    option: {
      grid: { left: labelRoom(names), right: 20, top: 6, bottom: 26, outerBoundsMode: "none" },
      xAxis: { ...xNumbers("", scale), axisLabel: { ...xNumbers("", scale).axisLabel, formatter: String } },
      yAxis: yNames(names),
      series: {
        type: "custom",
        silent: true,
        data: drawn.map((d) => [d.from, d.at, d.to]),
        encode: { x: [0, 2], y: 1 },
        renderItem: ({ dataIndex }, api) => {
          const d = drawn[dataIndex]!;
          const [x, y] = api.coord([d.from, d.at]) as [number, number];
          const right = api.coord([d.to, d.at])[0]!;
          return {
            type: "rect",
            shape: { x, y: y - HEIGHT / 2, width: Math.max(1.5, right - x), height: HEIGHT },
            style: { fill: d.colour, stroke: "none" },
          };
        },
      },
    },
  };
}
