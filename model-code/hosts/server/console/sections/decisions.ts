import type { SealedEntry } from "../../../../core/audit/chain";
import { short, time } from "../../../../core/page/format";
import { type Html, html } from "../../../../core/page/html";
import type { ModelView } from "../model-view";

/** Beyond these, they are folded away. */
const UNFOLDED = 5;

const list = (entries: readonly SealedEntry[]): Html =>
  html`<ol class="decisions" role="list">${entries.map(
    ({ time: at, who, action, digest, why }) =>
      html`<li><p><strong>${action}</strong>${digest !== null && html` <code title="${digest}">${short(digest)}</code>`} by ${who}</p>
<p class="when"><time datetime="${at}">${time(at)}</time></p><p class="reason">${why}</p></li>\n`,
  )}</ol>`;

/** The newest entries of the audit: who changed what, and why. */
export function decisions({ decisions: { value, failure } }: ModelView): Html {
  const unread =
    failure !== null &&
    html`<p class="missing">The audit can't be read at the moment${value !== undefined && "; this is what was known before"}: ${failure}</p>`;
  if (value === undefined) return html`${unread}`;
  if (value.length === 0) return html`${unread}<p class="missing">Nothing was decided yet.</p>`;
  const folded = value.slice(UNFOLDED);
  return html`${unread}
${list(value.slice(0, UNFOLDED))}
${folded.length > 0 && html`<details><summary>${folded.length} before these</summary>${list(folded)}</details>`}`;
}
