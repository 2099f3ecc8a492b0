import { type Html, html, type Part } from "../../model-code/core/page/html";
import { type Table, table } from "../../model-code/core/page/parts";
import { type Chart, drawChart } from "./chart";
import type { Found } from "./run-document";

/** Two dates, broken between them if at all. */
export const period = (from: string, to: string): Html => html`<span class="whole">${from}</span> to <span class="whole">${to}</span>`;

export interface Figure {
  readonly title: string;
  /** What it shows, in which unit, and what to look at. */
  readonly caption: Part;
  readonly legend?: Html;
  readonly charts: readonly { readonly title?: Part; readonly chart: Chart }[];
  /** The same as numbers. */
  readonly numbers: Table;
  /** Folds the numbers of a single chart away too, where they say no more than its labels. */
  readonly folded?: boolean;
}

/** One or more charts with a title, what to look at, and the figures behind them: beside a single chart, folded away below several. */
export function figure({ title, caption, legend, charts, numbers, folded = charts.length > 1 }: Figure): Html {
  const drawn = charts.map((c) => html`<div>${c.title !== undefined && html`<h5>${c.title}</h5>`}${drawChart(c.chart)}</div>`);
  return html`<figure>
<figcaption><h4>${title}</h4><p>${caption}</p></figcaption>
${legend}
${
  !folded
    ? html`<div class="beside">${drawn}${table(numbers)}</div>`
    : html`<div class="charts charts-${charts.length === 4 ? 2 : Math.min(3, charts.length)}">${drawn}</div>\n<details><summary>As numbers</summary>${table(numbers)}</details>`
}
</figure>`;
}

/** What a document says, or why it is not there. */
export const given = <T>(document: Found<T>, say: (value: T) => Part): Html =>
  "found" in document ? html`${say(document.found)}` : html`<p class="missing">${document.missing}</p>`;
