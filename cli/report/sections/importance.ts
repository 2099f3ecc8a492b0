import type { TrainedDocument } from "../../../model-code/core/lifecycle/steps/train";
import { percent, signed } from "../../../model-code/core/page/format";
import { type Html, html } from "../../../model-code/core/page/html";
import { numeric } from "../../../model-code/core/page/parts";
import { barChart } from "../charts/bar-chart";
import { intervalChart } from "../charts/interval-chart";
import { figure } from "../figure";
import { idOf, inOrder, type Judged, judged, metricTitle } from "../judged";
import type { LookOf } from "../look";
import type { ModelReport } from "../report-data";
import { notJudged } from "./missing";
import type { Section } from "./section";

const numbers = (of: Judged, trained: TrainedDocument | undefined) => ({
  label: "Importance by candidate and feature",
  columns: [
    "Candidate",
    "Feature",
    numeric(`Loss in ${metricTitle(of.metric)}`),
    numeric("Standard deviation"),
    numeric("Share in the model"),
  ],
  rows: inOrder(of).flatMap(([name, { permutationImportance }]) => {
    const shares = new Map(trained?.candidates.find((c) => c.name === name)?.importance.map((i) => [i.feature, i.share]));
    return (permutationImportance ?? []).map((p) => [
      name,
      p.feature,
      signed(p.loss, 4),
      p.standardDeviation === null ? "" : `± ${p.standardDeviation.toFixed(4)}`,
      shares.has(p.feature) ? percent(shares.get(p.feature)!, 1) : "",
    ]);
  }),
});

function importanceOf(model: ModelReport, of: Judged, lookOf: LookOf): Html {
  const { selected, metric } = of;
  const { candidates } = model.documents;
  const trained = "found" in candidates ? candidates.found : undefined;
  const losses = [...(of.evaluation.candidates[selected]?.permutationImportance ?? [])].sort(
    (a, b) => (b.loss ?? 0) - (a.loss ?? 0) || (a.feature < b.feature ? -1 : 1),
  );
  const shareOf = new Map(trained?.candidates.find((c) => c.name === selected)?.importance.map((i) => [i.feature, i.share]));
  const shares = losses.map(({ feature }) => ({ feature, share: shareOf.get(feature) ?? 0 }));
  const look = lookOf(selected);
  return figure({
    title: `What ${selected} looks at`,
    caption: `Permutation loss: what ${metricTitle(metric)} loses on the test period when a feature's values are moved to other times, with one standard deviation over the repeats; at 0 the feature is not missed. Share in the model: how much of the fitted model rests on it. Features that say alike cover for each other, so each of them may seem to matter little.`,
    charts: [
      {
        title: "Permutation loss",
        chart: intervalChart({
          id: idOf(model, "permutation"),
          label: `Permutation loss of ${selected}: ${losses.map((l) => `${l.feature} ${signed(l.loss)}`).join(", ")}`,
          axis: `Loss in ${metricTitle(metric)}`,
          reference: 0,
          rows: losses.map(({ feature, loss, standardDeviation }) => ({
            name: feature,
            figure: signed(loss),
            estimates: [
              {
                look,
                estimate: {
                  value: loss,
                  lower: loss === null || standardDeviation === null ? null : loss - standardDeviation,
                  upper: loss === null || standardDeviation === null ? null : loss + standardDeviation,
                },
              },
            ],
          })),
        }),
      },
      ...(shareOf.size === 0
        ? []
        : [
            {
              title: "Share in the model",
              chart: barChart({
                id: idOf(model, "shares"),
                label: `Shares of features in ${selected}: ${shares.map((s) => `${s.feature} ${percent(s.share, 1)}`).join(", ")}`,
                axis: "Share, %",
                bars: shares.map((s) => ({ name: s.feature, value: 100 * s.share, figure: percent(s.share, 1), colour: look.colour })),
              }),
            },
          ]),
    ],
    numbers: numbers(of, trained),
  });
}

export const importance: Section = {
  name: "importance",
  title: "Feature importance",
  render(model, lookOf) {
    const of = judged(model);
    if (of === undefined) return notJudged(model);
    if ((of.evaluation.candidates[of.selected]?.permutationImportance ?? []).length === 0)
      return html`<p class="missing">The evaluation did not measure importance.</p>`;
    return importanceOf(model, of, lookOf);
  },
};
