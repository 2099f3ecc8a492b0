import { plural, short, time } from "../../../../core/page/format";
import { type Html, html } from "../../../../core/page/html";
import { table, whole } from "../../../../core/page/parts";
import type { ModelView } from "../model-view";

/** The newest entries of the audit: who changed what, and why. */
export function decisions({ decisions: { value, failure } }: ModelView): Html {
  const unread =
    failure !== null &&
    html`<p class="missing">The audit can't be read at the moment${value !== undefined && "; this is what was known before"}: ${failure}</p>`;
  if (value === undefined) return html`${unread}`;
  if (value.length === 0) return html`${unread}<p class="missing">Nothing was decided yet.</p>`;
  return html`${unread}
${table({
  label: `The newest ${plural(value.length, "decision")}`,
  columns: [whole("When"), "Who", whole("What"), "Version", { title: "Why", sentence: true }],
  rows: value.map(({ time: at, who, action, digest, why }) => [
    time(at),
    who,
    action,
    digest === null ? "" : html`<code title="${digest}">${short(digest)}</code>`,
    why,
  ]),
})}`;
}
