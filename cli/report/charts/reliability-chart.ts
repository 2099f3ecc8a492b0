import type { ReliabilityBin } from "../../../model-code/core/evaluate/evaluation";
import type { Chart } from "../chart";
import type { Look } from "../look";
import { WIDTH, xNumbers, yNumbers } from "./axes";
import { line, mark } from "./marks";
import type { Scale } from "./scale";

/** Largest mark, for the bin with most rows; areas are as rows are. */
const LARGEST = 8;

/** Predicted against observed share, with the diagonal of a model that means what it says. */
export function reliabilityChart({
  id,
  label,
  look,
  bins,
  scale,
}: {
  readonly id: string;
  readonly label: string;
  readonly look: Look;
  readonly bins: readonly ReliabilityBin[];
  readonly scale: Scale;
}): Chart {
  const most = Math.max(1, ...bins.map((b) => b.rows));
  return {
    id,
    label,
    width: WIDTH,
    height: 354,
    option: {
      grid: { left: 62, right: 14, top: 12, bottom: 48, outerBoundsMode: "none" },
      xAxis: xNumbers("Mean predicted probability", scale),
      yAxis: yNumbers("Observed share", scale),
      series: [
        {
          type: "line",
          silent: true,
          symbol: "none",
          data: [
            [scale.min, scale.min],
            [scale.max, scale.max],
          ],
          lineStyle: { color: "var(--muted)", width: 1, type: [4, 3] },
        },
        {
          type: "custom",
          silent: true,
          data: bins.map((b) => [b.meanPrediction, b.observed]),
          renderItem: ({ dataIndex }, api) => {
            const at = (b: ReliabilityBin) => api.coord([b.meanPrediction, b.observed]) as [number, number];
            const [x, y] = at(bins[dataIndex]!);
            const next = bins[dataIndex + 1];
            const dot = mark(look, x, y, false, LARGEST * Math.sqrt(bins[dataIndex]!.rows / most));
            return { type: "group", children: [...(next === undefined ? [] : [line(x, y, ...at(next), look.colour, 1.5)]), dot] };
          },
        },
      ],
    },
  };
}
