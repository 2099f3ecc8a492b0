import { type Html, html } from "../../../core/page/html";

const STEP = 3;
const HEIGHT = 26;

/** A bar a value, from left to right; the label says in words what they show. */
export function columnBars(values: readonly number[], label: string): Html {
  const most = Math.max(1, ...values);
  const width = values.length * STEP;
  const bars = values.flatMap((value, i) => {
    if (value === 0) return [];
    const height = Math.max(1.5, (HEIGHT * value) / most);
    return [html`<rect x="${i * STEP}" y="${(HEIGHT - height).toFixed(1)}" width="2" height="${height.toFixed(1)}"/>`];
  });
  return html`<svg class="columns" viewBox="0 0 ${width} ${HEIGHT + 1}" width="${width}" height="${HEIGHT + 1}" role="img" aria-label="${label}">${bars}<line x1="0" x2="${width}" y1="${HEIGHT + 0.5}" y2="${HEIGHT + 0.5}"/></svg>`;
}

const AT_LIMIT = 100;
const WIDTH = 160;

/** How much of a limit is used up: the line is the limit; what is far beyond ends at the edge. */
export function limitBar(share: number, exceeded: boolean, label: string): Html {
  const width = Math.min(WIDTH, Math.max(1, AT_LIMIT * share)).toFixed(1);
  return html`<svg class="limit" viewBox="0 0 ${WIDTH} 14" width="${WIDTH}" height="14" role="img" aria-label="${label}"><rect class="${exceeded ? "beyond" : "within"}" x="0" y="3" width="${width}" height="8" rx="1"/><line x1="${AT_LIMIT}" x2="${AT_LIMIT}" y1="0" y2="14"/></svg>`;
}

/** Parts of a whole, beside each other. @param shares of the first and the second; they sum to 1 */
export const shareBar = ([first, second]: readonly [number, number], label: string): Html =>
  html`<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="${label}"><rect class="stable" x="0" y="0" width="${100 * first}" height="8"/><rect class="canary" x="${100 * first}" y="0" width="${100 * second}" height="8"/></svg>`;

/** Tells which part of a share bar a version is. */
export const swatch = (arm: "stable" | "canary"): Html =>
  html`<svg class="swatch" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><rect class="${arm}" width="10" height="10" rx="2"/></svg> `;
