import { type Html, html, type Part } from "./html";

export interface Column {
  readonly title: Part;
  /** Figures stand to the right, so that their digits line up. */
  readonly numeric?: boolean;
  /** Never broken into lines, as dates and names. */
  readonly whole?: boolean;
  /** Begins with a capital. */
  readonly sentence?: boolean;
}

export interface Table {
  /** Names the box in which a wide table scrolls. */
  readonly label: string;
  readonly columns: readonly (Column | string)[];
  readonly rows: readonly (readonly Part[])[];
}

/** A table that scrolls within its box where it is wider than the page. */
export function table({ label, columns, rows }: Table): Html {
  const of = columns.map((c): Column => (typeof c === "string" ? { title: c } : c));
  const css = (at: number) =>
    of[at]?.numeric ? html` class="n"` : of[at]?.whole ? html` class="w"` : of[at]?.sentence ? html` class="why"` : "";
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table>
<thead><tr>${of.map((c, i) => html`<th scope="col"${css(i)}>${c.title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, i) => html`<td${css(i)}>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>`;
}

/** Numbers that stand in a column. */
export const numeric = (title: Part): Column => ({ title, numeric: true });

/** Dates and names that stay on one line. */
export const whole = (title: Part): Column => ({ title, whole: true });

/** Facts by name. @param wide one below the other, for long ones */
export const facts = (entries: readonly (readonly [name: string, value: Part])[], wide = false): Html =>
  html`<dl class="${wide ? "facts wide" : "facts"}">${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** A figure large enough to be read first, with what it is and what it is held against. */
export const tile = (name: string, value: Part, note?: Part): Html =>
  html`<div class="tile"><dt>${name}</dt><dd>${value}${note !== undefined && html`<small>${note}</small>`}</dd></div>`;

export const tiles = (parts: readonly Html[]): Html => html`<dl class="tiles">${parts}</dl>`;
