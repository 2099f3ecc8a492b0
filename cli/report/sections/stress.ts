import { gainOver } from "../../../model-code/core/evaluate/metric";
import { METRICS } from "../../../model-code/core/evaluate/metrics";
import { STRESS } from "../../../model-code/core/evaluate/stress";
import { count, figure as number, signed } from "../../../model-code/core/page/format";
import { html } from "../../../model-code/core/page/html";
import { numeric } from "../../../model-code/core/page/parts";
import { changeChart } from "../charts/change-chart";
import { figure } from "../figure";
import { idOf, inOrder, judged, metricTitle } from "../judged";
import { legend } from "../look";
import { notJudged } from "./missing";
import type { Section } from "./section";

export const stress: Section = {
  name: "stress",
  title: "Stress scenarios",
  render(model, lookOf) {
    const of = judged(model);
    if (of === undefined) return notJudged(model);
    const { evaluation, selected, metric } = of;
    const ordered = inOrder(of);
    const scenarios = evaluation.candidates[selected]?.stress.map((s) => s.scenario) ?? [];
    if (scenarios.length === 0)
      return html`<p class="missing">No stress scenario was run: model.yaml names none that concerns this model.</p>`;
    const rows = scenarios.map((scenario) => ({
      scenario,
      results: ordered.flatMap(([candidate, { metrics, stress: results }]) => {
        const result = results.find((r) => r.scenario === scenario);
        return result === undefined
          ? []
          : [{ candidate, result, before: metrics[metric]?.value ?? null, after: result.metrics[metric] ?? null }];
      }),
    }));
    const change = (before: number | null, after: number | null) =>
      before === null || after === null ? null : gainOver(METRICS[metric], after, before);
    const changeOfSelected = (results: (typeof rows)[number]["results"]) =>
      signed(change(results[0]?.before ?? null, results[0]?.after ?? null));
    return figure({
      title: `${metricTitle(metric)} before and after each shock`,
      caption: `The test period is put through a shock, features and labels are made anew, and every candidate scores again. Hollow marks are without the shock, full ones with it; the figure to the right is the change of ${selected}, negative is worse. A mark that moves far to the worse side is a weakness to know before going live.`,
      legend: legend(
        ordered.map(([c]) => c),
        lookOf,
      ),
      charts: [
        {
          chart: changeChart({
            id: idOf(model, "stress"),
            label: `Change of ${metricTitle(metric)} of ${selected} by scenario: ${rows.map((r) => `${r.scenario} ${changeOfSelected(r.results)}`).join(", ")}`,
            axis: metricTitle(metric),
            rows: rows.map(({ scenario, results }) => ({
              name: scenario,
              figure: changeOfSelected(results),
              changes: results.flatMap(({ candidate, before, after }) =>
                before === null || after === null ? [] : [{ look: lookOf(candidate), before, after }],
              ),
            })),
          }),
        },
      ],
      numbers: {
        label: "Stress scenarios",
        columns: ["Scenario", numeric("Rows"), ...ordered.flatMap(([c]) => [numeric(c), numeric("Change")])],
        rows: [
          [
            html`<strong>none</strong><br><small>The test period as it was</small>`,
            count(evaluation.test.rows),
            ...ordered.flatMap(([, { metrics }]) => [number(metrics[metric]?.value), ""]),
          ],
          ...rows.map(({ scenario, results }) => [
            html`<strong>${scenario}</strong><br><small>${STRESS[scenario].title}</small>`,
            count(results[0]?.result.rows ?? 0),
            ...ordered.flatMap(([c]) => {
              const of = results.find((r) => r.candidate === c);
              if (of === undefined) return ["", ""];
              return [
                of.result.allFinite ? number(of.after) : html`<span class="refuse">✗ a score is no number</span>`,
                signed(change(of.before, of.after)),
              ];
            }),
          ]),
        ],
      },
    });
  },
};
