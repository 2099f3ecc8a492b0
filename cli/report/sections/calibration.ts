import { count, figure as number } from "../../../model-code/core/page/format";
import { html } from "../../../model-code/core/page/html";
import { numeric } from "../../../model-code/core/page/parts";
import { reliabilityChart } from "../charts/reliability-chart";
import { scaleOf } from "../charts/scale";
import { figure } from "../figure";
import { idOf, inOrder, judged } from "../judged";
import { named } from "../look";
import { notJudged } from "./missing";
import type { Section } from "./section";

export const calibration: Section = {
  name: "calibration",
  title: "Calibration",
  render(model, lookOf) {
    const of = judged(model);
    if (of === undefined) return notJudged(model);
    const drawn = inOrder(of).flatMap(([name, { reliability }]) =>
      reliability === undefined || reliability.length === 0 ? [] : [{ name, bins: reliability }],
    );
    if (drawn.length === 0) return html`<p class="missing">There is nothing to calibrate: the task is ${of.evaluation.task}.</p>`;
    const all = drawn.flatMap((d) => d.bins.flatMap((b) => [b.meanPrediction, b.observed]));
    const scale = scaleOf(all);
    return figure({
      title: "Predicted probability against what happened",
      caption:
        "Rows of the test period in bins of equal number, by prediction; the larger the mark, the more rows. On the dashed line a predicted 60 % happens in 60 % of cases; above it the model promises too little, below it too much.",
      charts: drawn.map(({ name, bins }) => ({
        title: html`${named(name, lookOf)} <small>calibration error ${number(of.evaluation.candidates[name]?.metrics["expected-calibration-error"]?.value)}</small>`,
        chart: reliabilityChart({
          id: idOf(model, `reliability-${name}`),
          label: `Reliability of ${name}: ${bins.map((b) => `${number(b.meanPrediction)} predicted, ${number(b.observed)} observed`).join("; ")}`,
          look: lookOf(name),
          bins,
          scale,
        }),
      })),
      numbers: {
        label: "Reliability by bin",
        columns: [
          "Candidate",
          numeric("Predictions from"),
          numeric("to"),
          numeric("Mean predicted"),
          numeric("Observed share"),
          numeric("Rows"),
        ],
        rows: drawn.flatMap(({ name, bins }) =>
          bins.map((b) => [name, number(b.from), number(b.to), number(b.meanPrediction), number(b.observed), count(b.rows)]),
        ),
      },
    });
  },
};
