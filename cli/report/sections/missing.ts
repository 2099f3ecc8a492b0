import { type Html, html } from "../../../model-code/core/page/html";
import type { ModelReport } from "../report-data";

/** Why the figures of the test period are not there. */
export const notJudged = ({ documents: { search, evaluation } }: ModelReport): Html => {
  const why = "missing" in search ? search.missing : "missing" in evaluation ? evaluation.missing : "";
  return html`<p class="missing">${why}</p>`;
};
