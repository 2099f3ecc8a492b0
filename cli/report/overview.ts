import { figure, interval, percent, plural, seconds, short, signed, time } from "../../model-code/core/page/format";
import { type Html, html } from "../../model-code/core/page/html";
import { tile, tiles } from "../../model-code/core/page/parts";
import { failedStep } from "./ended";
import { judged, metricTitle } from "./judged";
import { type LookOf, named } from "./look";
import type { ModelReport, ReportData } from "./report-data";
import { outcome } from "./sections/gates";

/** How a run ended, in a line. */
export function verdictOf({ run, documents: { registration, verdict } }: ModelReport): {
  readonly kind: "pass" | "refuse" | "open";
  readonly text: string;
} {
  const gates = "found" in verdict ? verdict.found.gates : [];
  const failed = gates.filter((g) => !g.passed).length;
  const last = run.steps.at(-1)?.step;
  if (run.status === "failed") return { kind: "refuse", text: `Failed at ${failedStep(run) ?? "its end"}; nothing was registered` };
  if (run.status === "refused")
    return {
      kind: "refuse",
      text:
        failed > 0
          ? `Refused: ${failed} of ${plural(gates.length, "gate")} did not hold; nothing was registered`
          : `Refused at ${last ?? "the start"}; nothing was registered`,
    };
  if ("found" in registration)
    return {
      kind: "pass",
      text: `Passed ${gates.length === 1 ? "its gate" : `all ${gates.length} gates`}, registered as version ${registration.found.version}`,
    };
  return { kind: "open", text: `Ended after ${last ?? "no step"}, as it was told; no verdict on a package` };
}

/** The outcome as a mark that does not rest on its colour. */
export const pill = (model: ModelReport): Html => {
  const { kind } = verdictOf(model);
  return html`<span class="pill ${kind}">${{ pass: "✓ Passed", refuse: model.run.status === "failed" ? "✗ Failed" : "✗ Refused", open: "Unfinished" }[kind]}</span>`;
};

function figures(model: ModelReport, lookOf: LookOf): Html | undefined {
  const of = judged(model);
  const candidate = of?.evaluation.candidates[of.selected];
  const estimate = of && candidate?.metrics[of.metric];
  const gain = of && candidate?.gains[of.metric];
  if (of === undefined || estimate === undefined || gain === undefined) return undefined;
  const confidence = percent(of.evaluation.resampling.confidence, 0);
  return tiles([
    tile("Selected candidate", named(of.selected, lookOf)),
    tile(`Test ${metricTitle(of.metric)}`, figure(estimate.value), `${confidence} interval ${interval(estimate)}`),
    tile(
      `Gain over ${of.evaluation.baseline}`,
      signed(gain.value),
      of.selected === of.evaluation.baseline ? "it is the baseline" : `${confidence} interval ${interval(gain, signed)}`,
    ),
  ]);
}

/** The run beside its artifacts: what no hash holds. */
const runLine = ({ run }: ModelReport): Html => {
  const reused = run.steps.filter((s) => s.reused).length;
  const taken = (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000;
  return html`<p class="run">Run ${run.runId} of ${time(run.startedAt)}, ${seconds(taken)}: ${plural(run.steps.length - reused, "step")} run, ${reused} reused. Data ${run.dataset}. Commit ${
    run.commit === null ? "unknown" : html`<code>${short(run.commit)}</code>`
  }, bundle <code title="${run.bundle}">${short(run.bundle)}</code>.</p>`;
};

function card(model: ModelReport, lookOf: LookOf): Html {
  const { run, documents } = model;
  const { verdict, registration } = documents;
  const { kind, text } = verdictOf(model);
  const gates = "found" in verdict ? verdict.found.gates : [];
  return html`<article class="card ${kind}">
<header><h3><a href="#${run.model}">${run.model}</a></h3>${pill(model)}</header>
${"found" in model.facts && html`<p class="title">${model.facts.found.title}</p>`}
<p class="verdict">${text}.</p>
${figures(model, lookOf)}
${gates.length > 0 ? html`<ul class="gates">${gates.map((g) => html`<li>${outcome(g.passed)}<span>${g.why}</span></li>`)}</ul>` : run.reasons.length > 0 && html`<ul class="gates">${run.reasons.map((r) => html`<li><span class="reason">${r}</span></li>`)}</ul>`}
${"found" in registration && html`<p class="digest-line">Package <code class="digest">${registration.found.digest}</code></p>`}
${runLine(model)}
</article>`;
}

/** A card a model: its verdict, what it rests on, and what was registered. */
export const overview = (data: ReportData, lookOf: LookOf): Html =>
  html`<section id="overview" class="overview" aria-label="Overview">${data.models.map((m) => card(m, lookOf))}</section>`;
