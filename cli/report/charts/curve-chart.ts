import type { Point } from "../../../model-code/core/evaluate/evaluation";
import type { Chart, SeriesOption } from "../chart";
import type { Look } from "../look";
import { WIDTH, xNumbers, yNumbers } from "./axes";

const UNIT = { min: 0, max: 1, interval: 0.2 } as const;

export interface Curve {
  readonly look: Look;
  readonly points: readonly Point[];
}

/** A straight line to hold the curves against. */
const straight = (from: Point, to: Point): SeriesOption => ({
  type: "line",
  silent: true,
  data: [[...from], [...to]],
  symbol: "none",
  lineStyle: { color: "var(--muted)", width: 1, type: [4, 3] },
});

/** Curves over the unit square. */
export function curveChart({
  id,
  label,
  x,
  y,
  curves,
  reference,
}: {
  readonly id: string;
  readonly label: string;
  readonly x: string;
  readonly y: string;
  readonly curves: readonly Curve[];
  readonly reference?: readonly [Point, Point];
}): Chart {
  return {
    id,
    label,
    width: WIDTH,
    height: 354,
    option: {
      grid: { left: 62, right: 14, top: 12, bottom: 48, outerBoundsMode: "none" },
      xAxis: xNumbers(x, UNIT),
      yAxis: yNumbers(y, UNIT),
      series: [
        ...(reference === undefined ? [] : [straight(...reference)]),
        ...curves.map(
          ({ look, points }): SeriesOption => ({
            type: "line",
            silent: true,
            clip: false,
            data: points.map(([px, py]) => [px, py]),
            symbol: "none",
            lineStyle: { color: look.colour, width: 2, type: look.dash.length === 0 ? "solid" : [...look.dash] },
          }),
        ),
      ],
    },
  };
}
