import type { MonitorReport } from "../../../model-code/core/monitor/monitor";
import { sampleText } from "../../../model-code/core/monitor/monitor-sample";
import { figure as number, short } from "../../../model-code/core/page/format";
import { type Html, html } from "../../../model-code/core/page/html";
import { numeric, whole } from "../../../model-code/core/page/parts";
import { timeChart } from "../charts/time-chart";
import { figure } from "../figure";
import { metricTitle } from "../judged";
import type { Look, Shape } from "../look";
import type { ServiceReport } from "./service-data";

const SHAPES: readonly Shape[] = ["circle", "diamond", "triangle", "square"];

/** How each version looks, by the order in which they were judged. */
function lookOfVersion(reports: readonly MonitorReport[]): (digest: string) => Look {
  const digests = [...new Set(reports.map((r) => r.digest))];
  return (digest) => {
    const at = digests.indexOf(digest);
    return { colour: `var(--series-${at % 5})`, shape: SHAPES[at % SHAPES.length]!, dash: [] };
  };
}

/** The metric on the labels of each day's window, beside what the package reached on its own test. */
export function performance({ id, reports }: ServiceReport): Html {
  const lookOf = lookOfVersion(reports);
  const judged = reports.flatMap((r) => (r.performance.metrics[0] === undefined ? [] : [{ ...r, measured: r.performance.metrics[0] }]));
  if (judged.length === 0) return html`<p class="missing">No day had labels enough to judge the answers by.</p>`;
  const title = metricTitle(judged[0]!.measured.metric);
  return figure({
    title: `${title} over time`,
    caption: html`On the labels of the window that ends on each day, with its interval; the dash is what the version reached on its own test. It decays where all of the interval lies below the dash by more than model.yaml allows.${judged.map(({ asOf, sampled }) => sampled && html` On ${asOf} it was judged by ${sampleText(sampled)}.`)}`,
    charts: [
      {
        chart: timeChart({
          id: `${id}-performance`,
          label: `${title} by day: ${judged.map((r) => `${r.asOf} ${number(r.measured.value)}`).join(", ")}`,
          axis: title,
          marks: judged.map(({ asOf, digest, measured }) => ({
            day: asOf,
            look: lookOf(digest),
            estimate: measured,
            reference: measured.reference,
          })),
        }),
      },
    ],
    numbers: {
      label: "Performance by day",
      columns: [whole("Day"), "Version", numeric(title), numeric("Interval"), numeric("Own test"), numeric("Labels"), "State"],
      rows: judged.map(({ asOf, digest, measured, performance: of, decision }) => [
        asOf,
        html`<code title="${digest}">${short(digest)}</code>`,
        number(measured.value),
        `${number(measured.lower)} to ${number(measured.upper)}`,
        number(measured.reference),
        of.labels,
        decision.state,
      ]),
    },
  });
}
