import type { Estimate } from "../../../model-code/core/evaluate/evaluation";
import type { Chart, ChartOption } from "../chart";
import type { Look } from "../look";
import { between, roomBelow, WIDTH, xNumbers, yFigures, yNames } from "./axes";
import { type Drawn, line, mark } from "./marks";
import { referenceLine } from "./reference-line";
import { fittingScale } from "./scale";

export interface IntervalRow {
  readonly name: string;
  /** Written to the right of the row. */
  readonly figure: string;
  /** Drawn below each other. */
  readonly estimates: readonly { readonly look: Look; readonly estimate: Estimate }[];
}

export interface IntervalChart {
  readonly id: string;
  readonly label: string;
  /** Title of the axis; empty where the chart's own title says it. */
  readonly axis: string;
  readonly rows: readonly IntervalRow[];
  /** A value to hold the rows against. */
  readonly reference?: number;
}

const ROW = 22;
const BETWEEN = 11;
const CAP = 3;

/** Dots with their intervals, a row each. What is not determined has no dot. */
export function intervalChart({ id, label, axis, rows, reference }: IntervalChart): Chart {
  const most = Math.max(1, ...rows.map((r) => r.estimates.length));
  const rowHeight = ROW + (most - 1) * BETWEEN;
  const names = rows.map((r) => r.name);
  const figures = rows.map((r) => r.figure);
  const { left, right, width } = between(names, figures);
  const marks = rows.flatMap((row, at) =>
    row.estimates.flatMap(({ look, estimate: { value, lower, upper } }, nth) =>
      value === null
        ? []
        : [{ at, look, value, lower: lower ?? value, upper: upper ?? value, below: (nth - (row.estimates.length - 1) / 2) * BETWEEN }],
    ),
  );
  const option: ChartOption = {
    grid: { left, right, top: 8, bottom: roomBelow(axis), outerBoundsMode: "none" },
    xAxis: xNumbers(
      axis,
      fittingScale([...marks.flatMap((m) => [m.lower, m.upper]), ...(reference === undefined ? [] : [reference])], width),
    ),
    yAxis: [yNames(names), yFigures(figures)],
    series: [
      ...(reference === undefined ? [] : [referenceLine(reference)]),
      {
        type: "custom",
        silent: true,
        data: marks.map((m) => [m.value, m.at, m.lower, m.upper]),
        encode: { x: [0, 2, 3], y: 1 },
        renderItem: ({ dataIndex }, api) => {
          const m = marks[dataIndex]!;
          const at = (value: number) => api.coord([value, m.at])[0]!;
          const y = api.coord([m.value, m.at])[1]! + m.below;
          const [lower, upper] = [at(m.lower), at(m.upper)];
          const children: Drawn[] = [line(lower, y, upper, y, m.look.colour)];
          if (upper > lower)
            children.push(line(lower, y - CAP, lower, y + CAP, m.look.colour), line(upper, y - CAP, upper, y + CAP, m.look.colour));
          return { type: "group", children: [...children, mark(m.look, at(m.value), y)] };
        },
      },
    ],
  };
  return { id, label, width: WIDTH, height: 8 + roomBelow(axis) + rows.length * rowHeight, option };
}
