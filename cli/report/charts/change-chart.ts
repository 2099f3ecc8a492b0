import type { Chart } from "../chart";
import type { Look } from "../look";
import { between, roomBelow, WIDTH, xNumbers, yFigures, yNames } from "./axes";
import { line, mark } from "./marks";
import { fittingScale } from "./scale";

export interface ChangeRow {
  readonly name: string;
  readonly figure: string;
  readonly changes: readonly { readonly look: Look; readonly before: number; readonly after: number }[];
}

const ROW = 26;
const BETWEEN = 13;

/** From a hollow mark to a full one, a row each. */
export function changeChart({
  id,
  label,
  axis,
  rows,
}: {
  readonly id: string;
  readonly label: string;
  readonly axis: string;
  readonly rows: readonly ChangeRow[];
}): Chart {
  const most = Math.max(1, ...rows.map((r) => r.changes.length));
  const names = rows.map((r) => r.name);
  const figures = rows.map((r) => r.figure);
  const { left, right, width } = between(names, figures);
  const drawn = rows.flatMap((row, at) =>
    row.changes.map((c, nth) => ({ ...c, at, below: (nth - (row.changes.length - 1) / 2) * BETWEEN })),
  );
  return {
    id,
    label,
    width: WIDTH,
    height: 8 + roomBelow(axis) + rows.length * (ROW + (most - 1) * BETWEEN),
    option: {
      grid: { left, right, top: 8, bottom: roomBelow(axis), outerBoundsMode: "none" },
      xAxis: xNumbers(
        axis,
        fittingScale(
          drawn.flatMap((d) => [d.before, d.after]),
          width,
        ),
      ),
      yAxis: [yNames(names), yFigures(figures)],
      series: [
        {
          type: "custom",
          silent: true,
          data: drawn.map((d) => [d.before, d.at, d.after]),
          encode: { x: [0, 2], y: 1 },
          renderItem: ({ dataIndex }, api) => {
            const d = drawn[dataIndex]!;
            const y = api.coord([d.before, d.at])[1]! + d.below;
            const [before, after] = [d.before, d.after].map((v) => api.coord([v, d.at])[0]!) as [number, number];
            return {
              type: "group",
              children: [line(before, y, after, y, d.look.colour), mark(d.look, before, y, true, 4.5), mark(d.look, after, y, false, 4.5)],
            };
          },
        },
      ],
    },
  };
}
