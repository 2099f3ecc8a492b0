import { type ColumnDrift, thresholdShare } from "../../../model-code/core/monitor/column-drift";
import { figure as number } from "../../../model-code/core/page/format";
import { type Html, html } from "../../../model-code/core/page/html";
import { numeric } from "../../../model-code/core/page/parts";
import { heatChart } from "../charts/heat-chart";
import { figure } from "../figure";
import type { ServiceReport } from "./service-data";

const ANSWERS = "(answers)";

/** Each feature's distance from the reference by day, as a share of its threshold. */
export function drift({ id, reports }: ServiceReport): Html {
  const columnsOf = (r: (typeof reports)[number]): readonly ColumnDrift[] => [
    ...r.features,
    ...(r.prediction === null ? [] : [{ ...r.prediction, name: ANSWERS }]),
  ];
  const names = [...new Set(reports.flatMap((r) => columnsOf(r).map((c) => c.name)))];
  if (names.length === 0) return html`<p class="missing">No day had rows enough to judge drift.</p>`;
  const days = reports.map((r) => r.asOf);
  const rows = names.map((name) => ({
    name,
    of: reports.map((r) => {
      const column = columnsOf(r).find((c) => c.name === name);
      return column === undefined ? undefined : { column, share: thresholdShare(column) };
    }),
  }));
  return figure({
    title: "Drift by feature over time",
    caption: html`How far the window that ends on each day lies from what the version was trained on, as a share of the threshold: of population stability index, Jensen–Shannon and Kolmogorov–Smirnov the one that is nearest to its own. Thresholds are calibrated on blocks of the reference. Framed: above it.`,
    charts: [
      {
        chart: heatChart({
          id: `${id}-drift`,
          label: `Drift of ${names.length} columns on ${days.join(", ")}; above the threshold: ${
            rows
              .flatMap((r) => r.of.flatMap((c, i) => (c !== undefined && c.column.exceeded.length > 0 ? [`${r.name} on ${days[i]}`] : [])))
              .join(", ") || "none"
          }`,
          days,
          rows: rows.map((r) => ({
            name: r.name,
            cells: r.of.map((c) =>
              c === undefined || c.share === null
                ? undefined
                : { share: c.share, alarm: c.column.exceeded.length > 0, figure: number(c.share, 2) },
            ),
          })),
        }),
      },
    ],
    folded: true,
    numbers: {
      label: "Drift by feature and day",
      columns: ["Feature", "Day", numeric("PSI"), numeric("Jensen–Shannon"), numeric("Kolmogorov–Smirnov"), numeric("Of the threshold")],
      rows: rows.flatMap((r) =>
        r.of.flatMap((c, i) =>
          c === undefined
            ? []
            : [
                [
                  r.name,
                  days[i]!,
                  number(c.column.statistics.psi),
                  number(c.column.statistics.jensenShannon),
                  number(c.column.statistics.kolmogorovSmirnov),
                  number(c.share, 2),
                ],
              ],
        ),
      ),
    },
  });
}
