import type { Chart } from "../chart";
import type { Look } from "../look";
import { WIDTH, xNames, yNumbers } from "./axes";
import { line, mark } from "./marks";
import type { Scale } from "./scale";

export interface TrialMarks {
  readonly folds: readonly (number | null)[];
  readonly chosen: boolean;
  readonly revisit: boolean;
}

/** A column a fold: a mark for each trial that came so far; the chosen one's are full and joined. */
export function trialsChart({
  id,
  label,
  axis,
  look,
  trials,
  scale,
}: {
  readonly id: string;
  readonly label: string;
  readonly axis: string;
  readonly look: Look;
  readonly trials: readonly TrialMarks[];
  readonly scale: Scale;
}): Chart {
  const folds = Math.max(...trials.map((t) => t.folds.length));
  const ordered = [...trials].sort((a, b) => Number(a.chosen) - Number(b.chosen));
  const points = ordered.flatMap((trial) =>
    trial.folds.flatMap((value, fold) => (value === null ? [] : [{ trial, value, fold, next: trial.folds[fold + 1] ?? null }])),
  );
  return {
    id,
    label,
    width: WIDTH,
    height: 250,
    option: {
      grid: { left: 62, right: 14, top: 12, bottom: 46, outerBoundsMode: "none" },
      xAxis: xNames(
        "Walk-forward fold, in time order",
        Array.from({ length: folds }, (_, i) => String(i + 1)),
      ),
      yAxis: yNumbers(axis, scale),
      series: {
        type: "custom",
        silent: true,
        data: points.map((p) => [p.fold, p.value]),
        renderItem: ({ dataIndex }, api) => {
          const p = points[dataIndex]!;
          const [x, y] = api.coord([p.fold, p.value]) as [number, number];
          if (!p.trial.chosen)
            return {
              type: "circle",
              shape: { cx: x + (p.trial.revisit ? 14 : -14), cy: y, r: 3 },
              style: { fill: "none", stroke: "var(--muted)", lineWidth: 1 },
            };
          const to = p.next === null ? undefined : (api.coord([p.fold + 1, p.next]) as [number, number]);
          return { type: "group", children: [...(to === undefined ? [] : [line(x, y, ...to, look.colour, 1.5)]), mark(look, x, y)] };
        },
      },
    },
  };
}
