import type { Chart } from "../chart";
import { labelRoom, TEXT, WIDTH, xNames, yNames } from "./axes";

export interface HeatCell {
  /** 0 is nothing, 1 and above is full colour. */
  readonly share: number;
  /** Drawn as a frame. */
  readonly alarm: boolean;
  /** Written into the cell. */
  readonly figure: string;
}

const ROW = 22;
const GAP = 1;

/** A grid of names by days, the darker the more; undefined is left empty. */
export function heatChart({
  id,
  label,
  days,
  rows,
}: {
  readonly id: string;
  readonly label: string;
  readonly days: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly (HeatCell | undefined)[] }[];
}): Chart {
  const names = rows.map((r) => r.name);
  const cells = rows.flatMap((row, at) => row.cells.flatMap((cell, day) => (cell === undefined ? [] : [{ ...cell, at, day }])));
  return {
    id,
    label,
    width: 2 * WIDTH,
    height: 32 + rows.length * ROW,
    option: {
      grid: { left: labelRoom(names), right: 10, top: 4, bottom: 26, outerBoundsMode: "none" },
      xAxis: xNames("", days),
      yAxis: yNames(names),
      series: {
        type: "custom",
        silent: true,
        data: cells.map((c) => [c.day, c.at]),
        renderItem: ({ dataIndex }, api) => {
          const cell = cells[dataIndex]!;
          const [x, y] = api.coord([cell.day, cell.at]) as [number, number];
          const [width, height] = api.size!([1, 1]) as [number, number];
          const shape = { x: x - width / 2 + GAP, y: y - height / 2 + GAP, width: width - 2 * GAP, height: height - 2 * GAP };
          return {
            type: "group",
            children: [
              { type: "rect", shape, style: { fill: "var(--series-1)", opacity: 0.08 + 0.6 * Math.min(1, cell.share) } },
              ...(cell.alarm ? [{ type: "rect" as const, shape, style: { fill: "none", stroke: "var(--refuse)", lineWidth: 2 } }] : []),
              {
                type: "text",
                style: { ...TEXT, x, y, text: cell.figure, fill: "var(--text)", align: "center", verticalAlign: "middle" },
              },
            ],
          };
        },
      },
    },
  };
}
