import type { Chart } from "../chart";
import { WIDTH, xNames, yNumbers } from "./axes";
import { scaleOf } from "./scale";

export interface ColumnBar {
  readonly name: string;
  readonly value: number;
}

/** Bars that stand on zero, side by side in the order of time. */
export const columnChart = ({
  id,
  label,
  axis,
  columns,
}: {
  readonly id: string;
  readonly label: string;
  readonly axis: string;
  readonly columns: readonly ColumnBar[];
}): Chart => ({
  id,
  label,
  width: WIDTH,
  height: 190,
  option: {
    grid: { left: 62, right: 10, top: 10, bottom: 28, outerBoundsMode: "none" },
    xAxis: xNames(
      "",
      columns.map((c) => c.name),
    ),
    yAxis: yNumbers(axis, scaleOf([0, ...columns.map((c) => c.value)])),
    series: { type: "bar", silent: true, barCategoryGap: "30%", itemStyle: { color: "var(--accent)" }, data: columns.map((c) => c.value) },
  },
});
