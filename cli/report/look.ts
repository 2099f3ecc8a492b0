import { type Html, html } from "../../model-code/core/page/html";
import type { ModelReport, ReportData } from "./report-data";

/** How a candidate looks in every figure. Shape and dash tell what colour may not. */
export interface Look {
  readonly colour: string;
  readonly shape: Shape;
  readonly dash: readonly number[];
}

export type Shape = "circle" | "square" | "diamond" | "triangle";

export type LookOf = (candidate: string) => Look;

const SHAPES: readonly Shape[] = ["circle", "diamond", "triangle", "square"];
const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [9, 3, 2, 3]];
const COLOURS = 5;

const BASELINE: Look = { colour: "var(--baseline)", shape: "square", dash: [5, 4] };

const candidatesOf = ({ documents: { search, evaluation } }: ModelReport) => {
  const searched = "found" in search ? search.found.candidates.map((c) => c.name) : [];
  const names = [...new Set([...searched, ...("found" in evaluation ? Object.keys(evaluation.found.candidates) : [])])];
  const baseline = "found" in evaluation ? evaluation.found.baseline : "found" in search ? search.found.walkForward.baseline : undefined;
  return { names, baseline };
};

/** Gives each candidate its look: the same in all models; grey for what is nothing but a baseline, the others by their order. */
export function looks(data: ReportData): LookOf {
  const models = data.models.map(candidatesOf);
  const challengers = [...new Set(models.flatMap((m) => m.names.filter((name) => name !== m.baseline)))];
  return (candidate) => {
    const at = challengers.indexOf(candidate);
    if (at < 0) return BASELINE;
    return { colour: `var(--series-${at % COLOURS})`, shape: SHAPES[at % SHAPES.length]!, dash: DASHES[at % DASHES.length]! };
  };
}

const MARKS: Readonly<Record<Shape, Html>> = {
  circle: html`<circle cx="6" cy="6" r="4.5"/>`,
  square: html`<rect x="2" y="2" width="8" height="8"/>`,
  diamond: html`<path d="M6 .5 11.5 6 6 11.5 .5 6Z"/>`,
  triangle: html`<path d="M6 1 11.5 10.5H.5Z"/>`,
};

/** A candidate's name with its mark. */
export const named = (candidate: string, lookOf: LookOf): Html => {
  const { colour, shape } = lookOf(candidate);
  return html`<span class="candidate"><svg viewBox="0 0 12 12" aria-hidden="true" fill="${colour}">${MARKS[shape]}</svg>${candidate}</span>`;
};

/** The key to a figure's marks. */
export const legend = (candidates: readonly string[], lookOf: LookOf): Html =>
  html`<ul class="legend">${candidates.map((c) => html`<li>${named(c, lookOf)}</li>`)}</ul>`;

/** The key to a figure's lines. */
export const lineLegend = (candidates: readonly string[], lookOf: LookOf): Html =>
  html`<ul class="legend">${candidates.map((c) => {
    const { colour, dash } = lookOf(c);
    return html`<li><span class="candidate"><svg class="stroke" viewBox="0 0 30 12" aria-hidden="true"><path d="M0 6H30" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash.join(" ") || "none"}"/></svg>${c}</span></li>`;
  })}</ul>`;
