import { STEPS } from "../../../model-code/core/lifecycle/steps";
import type { Watermark } from "../../../model-code/core/lifecycle/steps/ingest";
import { count, MOST, more, seconds, short } from "../../../model-code/core/page/format";
import { type Html, html } from "../../../model-code/core/page/html";
import { numeric, table, whole } from "../../../model-code/core/page/parts";
import { failedStep } from "../ended";
import { given } from "../figure";
import type { ModelReport } from "../report-data";
import { lineageGraph } from "./lineage-graph";
import type { Section } from "./section";

const stepTable = ({ run }: ModelReport): Html =>
  table({
    label: "Steps of the run",
    columns: ["Step", "Outcome", numeric("Time"), whole("Fingerprint"), whole("Wrote")],
    rows: STEPS.map((step) => {
      const outcome = run.steps.find((s) => s.step === step.name);
      if (outcome === undefined)
        return [
          html`<strong>${step.name}</strong>`,
          step.name === failedStep(run) ? html`<span class="refuse">✗ failed</span>` : "not reached",
          "",
          "",
          "",
        ];
      return [
        html`<strong>${step.name}</strong>`,
        outcome.refused.length > 0 ? html`<span class="refuse">✗ refused</span>` : outcome.reused ? "reused" : "run",
        seconds(outcome.seconds),
        html`<code title="${outcome.fingerprint}">${short(outcome.fingerprint)}</code>`,
        Object.entries(outcome.outputs).map(([name, o]) => html`<div>${name} <code title="${o.digest}">${short(o.digest)}</code></div>`),
      ];
    }),
  });

/** The newest files come first, for they are why this run differs from the last. */
function sourceTable(sources: Watermark): Html {
  const files = Object.entries(sources).flatMap(([source, { files: of }]) => [...of].reverse().map((f) => ({ source, ...f })));
  return html`${table({
    label: "Source files",
    columns: ["Source", "File", numeric("Rows"), "sha256"],
    rows: files.slice(0, MOST).map((f) => [f.source, f.name, count(f.rows), html`<code class="digest">${f.sha256}</code>`]),
  })}${files.length > MOST && html`<p><small>${more(files.length, "files, the newest first")}</small></p>`}`;
}

const warningsOf = ({ run }: ModelReport): Html => {
  const warnings = run.steps.flatMap((s) => s.warnings.map((warning) => ({ step: s.step, warning })));
  return html`${warnings.length > 0 && html`<h4>Warnings</h4><ul class="warnings">${warnings.map((w) => html`<li><strong>${w.step}</strong> ${w.warning}</li>`)}</ul>`}`;
};

export const lineage: Section = {
  name: "lineage",
  title: "Lineage",
  render: (
    model,
  ) => html`<p>From the files that came in, by their sha256, through each step to the package. A fingerprint names all that determines what a step
writes: its inputs, parameters and code. A step whose fingerprint is known is reused, not run again.</p>
${given(model.documents.watermark, sourceTable)}
<div class="beside">${lineageGraph(model)}${stepTable(model)}</div>
${warningsOf(model)}`,
};
