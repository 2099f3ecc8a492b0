import type { CustomSeriesOption } from "../chart";

/** A dashed line up the whole chart, at a value of its horizontal axis. */
export const referenceLine = (at: number): CustomSeriesOption => ({
  type: "custom",
  silent: true,
  data: [[at, 0]],
  encode: { x: 0, y: 1 },
  renderItem: ({ coordSys }, api) => {
    const { y, height } = coordSys as unknown as { readonly y: number; readonly height: number };
    const x = api.coord([at, 0])[0]!;
    return {
      type: "line",
      shape: { x1: x, y1: y, x2: x, y2: y + height },
      style: { stroke: "var(--muted)", lineWidth: 1, lineDash: [4, 3], fill: "none" },
    };
  },
});
