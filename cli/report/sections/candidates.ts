import type { Estimate, Estimates } from "../../../model-code/core/evaluate/evaluation";
import { interval, figure as number, signed } from "../../../model-code/core/page/format";
import { type Html, html } from "../../../model-code/core/page/html";
import { numeric } from "../../../model-code/core/page/parts";
import type { MetricName } from "../../../model-code/core/spec/model-schema";
import { intervalChart } from "../charts/interval-chart";
import { figure } from "../figure";
import { idOf, inOrder, intervalNote, isBetter, type Judged, judged, metricTitle } from "../judged";
import { type LookOf, legend } from "../look";
import type { ModelReport } from "../report-data";
import { notJudged } from "./missing";
import type { Section } from "./section";

const NONE: Estimate = { value: null, lower: null, upper: null };

const metricsIn = (of: Judged): readonly MetricName[] => {
  const names = Object.keys(of.evaluation.candidates[of.selected]?.metrics ?? {}) as MetricName[];
  return [...names].sort((a, b) => Number(b === of.metric) - Number(a === of.metric));
};

interface Compared {
  readonly model: ModelReport;
  readonly of: Judged;
  readonly lookOf: LookOf;
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly candidates: readonly (readonly [string, Estimates])[];
  readonly write: (value: number | null) => string;
  readonly reference?: number;
}

/** A chart a metric, a row a candidate. */
function compared({ model, of, lookOf, name, title, caption, candidates, write, reference }: Compared): Html {
  const metrics = metricsIn(of);
  return figure({
    title,
    caption,
    legend: legend(
      candidates.map(([c]) => c),
      lookOf,
    ),
    charts: metrics.map((metric) => ({
      title: html`${metricTitle(metric)} <small>${name === "gain" ? "positive is better" : `${isBetter(metric)} is better`}</small>`,
      chart: intervalChart({
        id: idOf(model, `${name}-${metric}`),
        label: `${title}, ${metricTitle(metric)}: ${candidates.map(([c, e]) => `${c} ${write(e[metric]?.value ?? null)}, ${interval(e[metric] ?? NONE, write)}`).join("; ")}`,
        axis: "",
        rows: candidates.map(([c, e]) => ({
          name: c,
          figure: write(e[metric]?.value ?? null),
          estimates: [{ look: lookOf(c), estimate: e[metric] ?? NONE }],
        })),
        ...(reference !== undefined && { reference }),
      }),
    })),
    numbers: {
      label: title,
      columns: ["Metric", ...candidates.flatMap(([c]) => [numeric(c), numeric("Interval")])],
      rows: metrics.map((metric) => [
        metricTitle(metric),
        ...candidates.flatMap(([, e]) => [write(e[metric]?.value ?? null), interval(e[metric] ?? NONE, write)]),
      ]),
    },
  });
}

/** What became of the candidate that Azure ML trains; nothing for a model that asks for none. */
function adopted({ documents }: ModelReport): Html {
  if ("missing" in documents.adopted) return html``;
  const { found } = documents.adopted;
  if ("leftOut" in found) return html`<p>The candidate ${found.candidate} is not among them. It was left out: ${found.leftOut}.</p>`;
  const { from, to, rows } = found.fittedOn;
  const verdict = "found" in documents.verdict ? documents.verdict.found.selection.ranking : [];
  const reason = verdict.find((r) => r.candidate === found.candidate)?.reason;
  return html`<p>The candidate ${found.candidate} was trained by Azure ML's AutoML on ${rows.toLocaleString("en-US")} rows${from !== null && `, ${from} to ${to}`}, fewer than the others, and its trials were judged on others. On the newest fold, which neither the fit nor the trials had seen, it met the one that the folds had selected, and is selected only if its gain there is more than chance.${reason !== undefined && html` Its result: ${reason}.`}</p>`;
}

export const candidates: Section = {
  name: "candidates",
  title: "Candidates compared",
  render(model, lookOf) {
    const of = judged(model);
    if (of === undefined) return notJudged(model);
    const { evaluation, selected } = of;
    const ordered = inOrder(of);
    return html`<p>All candidates on the test ${evaluation.test.from === null ? "rows, drawn by lot" : `period, ${evaluation.test.from} to ${evaluation.test.to}`}: ${evaluation.test.rows.toLocaleString("en-US")} rows${evaluation.test.from !== null && ` of ${evaluation.test.sessions.toLocaleString("en-US")} sessions`} that were given to no fit, search or selection of this run. The candidate ${selected} was selected by walk-forward folds alone.</p>
${adopted(model)}
${compared({
  model,
  of,
  lookOf,
  name: "metric",
  title: "Metrics on the test period",
  caption: `${intervalNote(evaluation)} Candidates share the resamples, so overlapping lines do not mean that two are alike: whether one is better is what the gains below tell.`,
  candidates: ordered.map(([c, e]) => [c, e.metrics]),
  write: (v) => number(v),
})}
${compared({
  model,
  of,
  lookOf,
  name: "gain",
  title: `Gain over ${evaluation.baseline}`,
  caption: `The difference to the baseline, resample by resample, turned so that positive is better. A line that stays to the right of 0 is a real gain; one that crosses it may be chance.`,
  candidates: ordered.filter(([c]) => c !== evaluation.baseline).map(([c, e]) => [c, e.gains]),
  write: (v) => signed(v),
  reference: 0,
})}`;
  },
};
