import type { Estimate, SliceResult } from "../../../model-code/core/evaluate/evaluation";
import { count, interval, MOST, figure as number } from "../../../model-code/core/page/format";
import { html } from "../../../model-code/core/page/html";
import { numeric } from "../../../model-code/core/page/parts";
import { intervalChart } from "../charts/interval-chart";
import { figure } from "../figure";
import { idOf, inOrder, intervalNote, isBetter, judged, metricTitle } from "../judged";
import { legend } from "../look";
import { notJudged } from "./missing";
import type { Section } from "./section";

const NONE: Estimate = { value: null, lower: null, upper: null };

export const slices: Section = {
  name: "slices",
  title: "Slices",
  render(model, lookOf) {
    const of = judged(model);
    if (of === undefined) return notJudged(model);
    const { evaluation, selected, metric } = of;
    const ordered = inOrder(of);
    const shown = [...new Set([selected, evaluation.baseline])];
    const all = evaluation.candidates[selected]?.slices ?? [];
    if (all.length === 0) return html`<p class="missing">model.yaml names no slices.</p>`;
    const estimateOf = (candidate: string, { slice, value }: SliceResult) =>
      evaluation.candidates[candidate]?.slices.find((s) => s.slice === slice && s.value === value)?.metrics[metric] ?? NONE;
    return figure({
      title: `${metricTitle(metric)} by ${[...new Set(all.map((s) => s.slice))].join(" and ")}`,
      caption: `Each row shows ${selected} with its figure, and below it the baseline ${evaluation.baseline}. ${intervalNote(evaluation)} Few rows make a wide line: look for slices whose whole line lies apart, and for those where the baseline is better.`,
      legend: legend(shown, lookOf),
      charts: [...new Set(all.map((s) => s.slice))].map((slice) => {
        const found = all.filter((s) => s.slice === slice);
        const worst = isBetter(metric) === "higher" ? 1 : -1;
        const values =
          found.length <= MOST
            ? found
            : [...found]
                .sort((a, b) => worst * ((estimateOf(selected, a).value ?? 0) - (estimateOf(selected, b).value ?? 0)))
                .slice(0, MOST);
        return {
          title: found.length <= MOST ? `By ${slice}` : `By ${slice}, the ${MOST} weakest of ${found.length}`,
          chart: intervalChart({
            id: idOf(model, `slices-${slice}`),
            label: `${metricTitle(metric)} of ${selected} by ${slice}: ${values.map((s) => `${s.value} ${number(estimateOf(selected, s).value)}`).join(", ")}`,
            axis: metricTitle(metric),
            rows: values.map((s) => ({
              name: s.value,
              figure: number(estimateOf(selected, s).value),
              estimates: shown.map((c) => ({ look: lookOf(c), estimate: estimateOf(c, s) })),
            })),
          }),
        };
      }),
      numbers: {
        label: `${metricTitle(metric)} by slice`,
        columns: ["Slice", "Value", numeric("Rows"), numeric("Sessions"), ...ordered.flatMap(([c]) => [numeric(c), numeric("Interval")])],
        rows: all.map((s) => [
          s.slice,
          s.value,
          count(s.rows),
          count(s.sessions),
          ...ordered.flatMap(([c]) => [number(estimateOf(c, s).value), interval(estimateOf(c, s))]),
        ]),
      },
    });
  },
};
