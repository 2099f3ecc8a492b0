import type { Estimate } from "../../../model-code/core/evaluate/evaluation";
import type { Chart } from "../chart";
import type { Look } from "../look";
import { roomBelow, WIDTH, xNames, yNumbers } from "./axes";
import { line, mark } from "./marks";
import { fittingScale } from "./scale";

export interface TimeMark {
  /** YYYY-MM-DD */
  readonly day: string;
  readonly look: Look;
  readonly estimate: Estimate;
  /** Level that the estimate is held against on that day; null if there is none. */
  readonly reference: number | null;
}

const CAP = 4;
const HEIGHT = 230;

/** A mark a day with its interval, and a dash at the level that it is held against. */
export function timeChart({
  id,
  label,
  axis,
  marks,
}: {
  readonly id: string;
  readonly label: string;
  readonly axis: string;
  readonly marks: readonly TimeMark[];
}): Chart {
  const drawn = marks.flatMap((m, at) => (m.estimate.value === null ? [] : [{ ...m, at, value: m.estimate.value }]));
  const scale = fittingScale(
    drawn.flatMap((m) => [m.value, m.estimate.lower ?? m.value, m.estimate.upper ?? m.value, m.reference ?? m.value]),
    HEIGHT,
  );
  return {
    id,
    label,
    width: WIDTH,
    height: HEIGHT,
    option: {
      grid: { left: 62, right: 14, top: 12, bottom: roomBelow(""), outerBoundsMode: "none" },
      xAxis: xNames(
        "",
        marks.map((m) => m.day),
      ),
      yAxis: yNumbers(axis, scale),
      series: {
        type: "custom",
        silent: true,
        data: drawn.map((m) => [m.at, m.value]),
        renderItem: ({ dataIndex }, api) => {
          const m = drawn[dataIndex]!;
          const y = (value: number) => (api.coord([m.at, value]) as [number, number])[1];
          const [x, at] = api.coord([m.at, m.value]) as [number, number];
          const [lower, upper] = [y(m.estimate.lower ?? m.value), y(m.estimate.upper ?? m.value)];
          return {
            type: "group",
            children: [
              ...(m.reference === null ? [] : [line(x - 16, y(m.reference), x + 16, y(m.reference), "var(--muted)", 1.5)]),
              line(x, lower, x, upper, m.look.colour),
              line(x - CAP, lower, x + CAP, lower, m.look.colour),
              line(x - CAP, upper, x + CAP, upper, m.look.colour),
              mark(m.look, x, at),
            ],
          };
        },
      },
    },
  };
}
