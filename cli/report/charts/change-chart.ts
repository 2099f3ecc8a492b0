import type { Chart } from "../chart";
import type { Look } from "../look";
import { labelRoom, WIDTH, xNumbers, yFigures, yNames } from "./axes";
import { line, mark } from "./marks";
import { referenceLine } from "./reference-line";

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
  reference,
}: {
  readonly id: string;
  readonly label: string;
  readonly axis: string;
  readonly rows: readonly ChangeRow[];
  readonly reference?: number | undefined;
}): Chart {
  const most = Math.max(1, ...rows.map((r) => r.changes.length));
  const names = rows.map((r) => r.name);
  const figures = rows.map((r) => r.figure);
  const drawn = rows.flatMap((row, at) =>
    row.changes.map((c, nth) => ({ ...c, at, below: (nth - (row.changes.length - 1) / 2) * BETWEEN })),
  );
  return {
    id,
    label,
    width: WIDTH,
    height: 52 + rows.length * (ROW + (most - 1) * BETWEEN),
    option: {
      grid: { left: labelRoom(names), right: labelRoom(figures) + 4, top: 8, bottom: 44, outerBoundsMode: "none" },
      xAxis: xNumbers(axis),
      yAxis: [yNames(names), yFigures(figures)],
      series: [
        ...(reference === undefined ? [] : [referenceLine(reference)]),
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
