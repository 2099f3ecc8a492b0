import type { Chart } from "../chart";
import { labelRoom, WIDTH, xNumbers, yFigures, yNames } from "./axes";

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Written to the right of the bar. */
  readonly figure: string;
  readonly colour: string;
  /** An outline alone, for what does not count. */
  readonly hollow?: boolean;
}

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
  return {
    id,
    label,
    width: WIDTH,
    height: 52 + bars.length * 21,
    option: {
      grid: { left: labelRoom(names), right: labelRoom(figures) + 4, top: 8, bottom: 44, outerBoundsMode: "none" },
      xAxis: { ...xNumbers(axis, { min: 0 }), scale: false },
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
