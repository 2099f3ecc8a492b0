import type { Curves, Point } from "../../../model-code/core/evaluate/evaluation";
import { figure as number } from "../../../model-code/core/page/format";
import { html } from "../../../model-code/core/page/html";
import { numeric } from "../../../model-code/core/page/parts";
import { curveChart } from "../charts/curve-chart";
import { figure } from "../figure";
import { idOf, inOrder, judged } from "../judged";
import { lineLegend } from "../look";
import { notJudged } from "./missing";
import type { Section } from "./section";

/** Where curves are read off for the table. */
const AT = [0.1, 0.25, 0.5, 0.75, 0.9];

/** Height of a curve of rising x, on the straight line between its points. */
function heightAt(points: readonly Point[], x: number): number | null {
  const next = points.findIndex((p) => p[0] >= x);
  const [to, from] = [points[next], points[next - 1]];
  if (to === undefined) return null;
  if (from === undefined || to[0] === from[0]) return to[1];
  return from[1] + ((to[1] - from[1]) * (x - from[0])) / (to[0] - from[0]);
}

export const curves: Section = {
  name: "curves",
  title: "ROC and precision-recall",
  render(model, lookOf) {
    const of = judged(model);
    if (of === undefined) return notJudged(model);
    const drawn = inOrder(of).flatMap(([name, { curves: c }]) =>
      c === undefined || c.roc.length === 0 ? [] : [{ name, look: lookOf(name), curves: c }],
    );
    if (drawn.length === 0)
      return html`<p class="missing">There are no curves: the task is ${of.evaluation.task}, or the test period holds one class only.</p>`;
    // at full recall everything is answered yes, and precision is the share of yes
    const prevalence = drawn[0]!.curves.precisionRecall.at(-1)?.[1] ?? 0;
    const of2 = (kind: keyof Curves) => drawn.map(({ look, curves: c }) => ({ look, points: c[kind] }));
    return figure({
      title: "All candidates on the test period",
      caption: `ROC: how many of the true cases are found for the false alarms accepted; the diagonal is guessing. Precision-recall: how many of the answers “yes” are right as more true cases are found; the dashed line is the share of true cases, ${number(prevalence)}. A curve above another at every point is the better choice whatever the threshold.`,
      legend: lineLegend(
        drawn.map((d) => d.name),
        lookOf,
      ),
      charts: [
        {
          title: "ROC",
          chart: curveChart({
            id: idOf(model, "roc"),
            label: `ROC curves of ${drawn.map((d) => d.name).join(", ")}`,
            x: "False positive rate",
            y: "True positive rate",
            curves: of2("roc"),
            reference: [
              [0, 0],
              [1, 1],
            ],
          }),
        },
        {
          title: "Precision-recall",
          chart: curveChart({
            id: idOf(model, "precision-recall"),
            label: `Precision-recall curves of ${drawn.map((d) => d.name).join(", ")}`,
            x: "Recall",
            y: "Precision",
            curves: of2("precisionRecall"),
            reference: [
              [0, prevalence],
              [1, prevalence],
            ],
          }),
        },
      ],
      numbers: {
        label: "Points of the curves",
        columns: [
          numeric("At"),
          ...drawn.flatMap((d) => [
            numeric(`${d.name}: true positives at this false positive rate`),
            numeric(`${d.name}: precision at this recall`),
          ]),
        ],
        rows: AT.map((x) => [
          number(x, 2),
          ...drawn.flatMap((d) => [number(heightAt(d.curves.roc, x)), number(heightAt(d.curves.precisionRecall, x))]),
        ]),
      },
    });
  },
};
