// The whole library in one file: loading it takes 0.1 s, its parts as modules 0.4 s, and jest cannot load those.
import { type EChartsOption, init } from "echarts";
import { escaped, Html } from "../../model-code/core/page/html";

export type ChartOption = EChartsOption;
export type {
  CustomSeriesOption,
  CustomSeriesRenderItem,
  SeriesOption,
  XAXisComponentOption as XAXisOption,
  YAXisComponentOption as YAXisOption,
} from "echarts";

export interface Chart {
  /** Unique on the page. */
  readonly id: string;
  /** What it shows, for those who cannot see it; the figures themselves are in the table beside it. */
  readonly label: string;
  /** In units of the viewBox: the page scales it. Text is meant for charts shown about 400 px wide. */
  readonly width: number;
  readonly height: number;
  readonly option: ChartOption;
}

/** What echarts puts into an SVG for a script that this page does not have, and counters that depend on what was drawn before. */
const LEFTOVERS = [
  /<style ?>[\s\S]*?<\/style>\s*/g,
  / class="zr[^"]*"/g,
  / ecmeta_[a-z_]+="[^"]*"/g,
  / pointer-events="[^"]*"/g,
  / xmlns:xlink="[^"]*"/g,
];

const FIXED_COLOUR = /(?:fill|stroke|stop-color)="(#[0-9a-fA-F]{3,8}|rgba?\([^"]*\))"/;

/**
 * Draws a chart as an SVG whose colours are the page's variables, so that one drawing serves light and dark. All colours in the option
 * must be `var(--…)` or `none`.
 * @throws RangeError if a fixed colour is left, which would not turn dark with the page
 */
export function drawChart({ id, label, width, height, option }: Chart): Html {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({ animation: false, useUTC: true, textStyle: { fontFamily: "inherit" }, ...option });
    let svg = chart.renderToSVGString();
    for (const leftover of LEFTOVERS) svg = svg.replace(leftover, "");
    svg = svg
      .replace(/<rect [^>]*fill="none"[^>]*><\/rect>\n?/, "")
      .replace(/(<clipPath[^>]*>\s*<path [^>]*?) fill="#000"/g, "$1")
      .replace(/zr\d+-/g, `${escaped(id)}-`)
      .replace(
        /<svg [^>]*>/,
        `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}" style="max-width:${Math.round(width * 1.1)}px">`,
      );
    const fixed = FIXED_COLOUR.exec(svg)?.[1];
    if (fixed !== undefined) throw new RangeError(`chart ${id}: ${fixed} is a fixed colour; use one of the page's variables`);
    return new Html(svg);
  } finally {
    chart.dispose();
  }
}
