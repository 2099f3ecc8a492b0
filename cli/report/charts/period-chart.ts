import type { Chart } from "../chart";
import { labelRoom, TEXT, WIDTH, yNames } from "./axes";

export interface PeriodRow {
  readonly name: string;
  /** Dates as YYYY-MM-DD; drawn in their order. */
  readonly periods: readonly { readonly from: string; readonly to: string; readonly colour: string }[];
}

const HEIGHT = 13;

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
  const drawn = rows.flatMap((row, at) =>
    row.periods.map((p) => ({ at, from: Date.parse(p.from), to: Date.parse(p.to), colour: p.colour })),
  );
  return {
    id,
    label,
    width: WIDTH,
    height: 34 + rows.length * 25,
    option: {
      grid: { left: labelRoom(names) + 4, right: 20, top: 6, bottom: 26, outerBoundsMode: "none" },
      xAxis: {
        type: "time",
        axisLabel: { ...TEXT, formatter: (at: number) => String(new Date(at).getUTCFullYear()), hideOverlap: true },
        axisLine: { lineStyle: { color: "var(--axis)" } },
        axisTick: { show: false },
        minInterval: 366 * 86_400_000,
        splitLine: { show: true, lineStyle: { color: "var(--line)" } },
        min: Math.min(...drawn.map((d) => d.from)),
        max: Math.max(...drawn.map((d) => d.to)),
      },
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
