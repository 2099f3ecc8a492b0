import { thresholdShare } from "../../../../core/monitor/column-drift";
import type { ShownReport } from "../../../../core/monitor/shown-report";
import { count, MOST, more, percent, plural, short } from "../../../../core/page/format";
import { type Html, html } from "../../../../core/page/html";
import { numeric, table } from "../../../../core/page/parts";
import { limitBar } from "../bars";
import type { ModelView } from "../model-view";

const ANSWERS = "answers of the model";

const STATES: Readonly<Record<ShownReport["decision"]["state"], Html>> = {
  healthy: html`<span class="pill pass">✓ Healthy</span>`,
  watch: html`<span class="pill">Watch</span>`,
  retrain: html`<span class="pill refuse">✗ Retrain</span>`,
  retire: html`<span class="pill refuse">✗ Retire</span>`,
};

function columns({ features, prediction, driftJudged, driftUnjudged }: ShownReport): Html {
  const all = [...(prediction === null ? [] : [{ ...prediction, name: ANSWERS }]), ...features];
  const judged = all.flatMap((c) => {
    const share = thresholdShare(c);
    return share === null ? [] : [{ name: c.name, share, exceeded: c.exceeded.length > 0 }];
  });
  if (!driftJudged || judged.length === 0)
    return html`<p class="missing">Drift is not judged${driftUnjudged && html`: ${driftUnjudged}`}.</p>`;
  judged.sort((a, b) => b.share - a.share);
  return html`<p class="about">How far each has moved from what the version was trained on, as a share of its threshold, which is the line.</p>
${table({
  label: "Drift as a share of the threshold",
  columns: ["Feature", "Moved", numeric("Of the threshold")],
  rows: judged.slice(0, MOST).map(({ name, share, exceeded }) => {
    const text = percent(share, 0);
    return [name, limitBar(share, exceeded, `${text} of the threshold`), exceeded ? html`<span class="refuse">✗ ${text}</span>` : text];
  }),
})}
<p class="about">${more(judged.length, "columns")}</p>`;
}

/** What the monitors said last: how the model is, why, and what has moved. */
export function drift({ report, reportProblem, model: { serving } }: ModelView): Html {
  const unreadable =
    reportProblem !== null && html`<p class="missing">The newest report of the monitors is unreadable: ${reportProblem}</p>`;
  if (report === null && unreadable) return unreadable;
  if (report === null)
    return html`<p class="missing">The monitors have not said anything yet: <code>npx mlops monitor</code>, or the control host, runs them.</p>`;
  const { asOf, window, digest, decision, performance } = report;
  const isOther = serving !== null && serving.stable.digest !== digest;
  return html`${unreadable}<p>${STATES[decision.state]} as of <span class="whole">${asOf}</span>, by ${count(window.rows)} rows of ${plural(window.sessions, "session")} from <span class="whole">${window.from}</span>.${
    isOther && html` It is about version <code title="${digest}">${short(digest)}</code>, which is not the stable one any more.`
  }</p>
${decision.reasons.length > 0 && html`<ul class="reasons">${decision.reasons.map((r) => html`<li>${r.why}</li>`)}</ul>`}
${!decision.reasons.some((r) => r.why === performance.why) && html`<p class="about">Labels: ${performance.why}.</p>`}
${columns(report)}`;
}
