import type { Chart } from "../chart";
import { between, roomBelow, WIDTH, xNumbers, yFigures, yNames } from "./axes";
import { fittingScale } from "./scale";

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Written to the right of the bar. */
  readonly figure: string;
  readonly colour: string;
  /** An outline alone, for what does not count. */
  readonly hollow?: boolean;
}

const ROW = 22;

/** Bars from zero, a row each. */
export function barChart({
  id,
  label,
  axis,
  bars,
}: {
  readonly id: string;
  readonly label: string;
  readonly axis: string;
  readonly bars: readonly Bar[];
}): Chart {
  const names = bars.map((b) => b.name);
  const figures = bars.map((b) => b.figure);
  const { left, right, width } = between(names, figures);
  return {
    id,
    label,
    width: WIDTH,
    height: 8 + roomBelow(axis) + bars.length * ROW,
    option: {
      grid: { left, right, top: 8, bottom: roomBelow(axis), outerBoundsMode: "none" },
      xAxis: xNumbers(axis, fittingScale([0, ...bars.map((b) => b.value)], width)),
      yAxis: [yNames(names), yFigures(figures)],
      series: {
        type: "bar",
        silent: true,
        barWidth: 11,
        data: bars.map((b) => ({
          value: b.value,
          itemStyle: b.hollow ? { color: "none", borderColor: b.colour, borderWidth: 1.25 } : { color: b.colour },
        })),
      },
    },
  };
}
