import type { CustomSeriesRenderItem } from "../chart";
import type { Look, Shape } from "../look";

export type Drawn = NonNullable<ReturnType<CustomSeriesRenderItem>>;

const RADIUS = 5;

/** Points of a shape of the area of a circle, about (x, y). */
function outline(shape: Exclude<Shape, "circle">, x: number, y: number, r: number): number[][] {
  if (shape === "square")
    return [
      [x - 0.85 * r, y - 0.85 * r],
      [x + 0.85 * r, y - 0.85 * r],
      [x + 0.85 * r, y + 0.85 * r],
      [x - 0.85 * r, y + 0.85 * r],
    ];
  if (shape === "diamond")
    return [
      [x, y - 1.25 * r],
      [x + 1.25 * r, y],
      [x, y + 1.25 * r],
      [x - 1.25 * r, y],
    ];
  return [
    [x, y - 1.25 * r],
    [x + 1.2 * r, y + 0.95 * r],
    [x - 1.2 * r, y + 0.95 * r],
  ];
}

/** A candidate's mark; hollow for what it is compared with. */
export function mark(look: Look, x: number, y: number, hollow = false, r = RADIUS): Drawn {
  const style = hollow
    ? { fill: "var(--surface)", stroke: look.colour, lineWidth: 1.5 }
    : { fill: look.colour, stroke: "var(--surface)", lineWidth: 1 };
  if (look.shape === "circle") return { type: "circle", shape: { cx: x, cy: y, r }, style };
  return { type: "polygon", shape: { points: outline(look.shape, x, y, r) }, style };
}

export const line = (x1: number, y1: number, x2: number, y2: number, colour: string, lineWidth = 2): Drawn => ({
  type: "line",
  shape: { x1, y1, x2, y2 },
  style: { stroke: colour, lineWidth, fill: "none" },
});
