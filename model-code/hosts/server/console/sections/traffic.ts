import { count, milliseconds, short } from "../../../../core/page/format";
import { type Html, html } from "../../../../core/page/html";
import { numeric, table } from "../../../../core/page/parts";
import type { VersionTraffic } from "../../traffic";
import { columnBars } from "../bars";
import type { ModelView } from "../model-view";

/** What each version scored lately and how fast: rows, failures, and the time of the graph's runs. */
export function traffic({ model: { serving }, traffic: versions }: ModelView): Html {
  if (versions.length === 0) return html`<p class="missing">Nothing was asked since this scorer started.</p>`;
  const current = [serving?.stable.digest, serving?.candidate?.digest];
  const place = ({ digest }: VersionTraffic) => (current.includes(digest) ? current.indexOf(digest) : current.length);
  const ordered = [...versions].sort((a, b) => place(a) - place(b));
  return html`<p class="about">Rows of the last hour, a bar a minute, and how long the run took that scored them, without what it waited for.</p>
${table({
  label: "Traffic and latency by version",
  columns: ["Arm", "Version", "Rows a minute", ...["Last hour", "Failed", "p50", "p95", "p99", "Since the start"].map(numeric)],
  rows: ordered.map(({ arm, digest, rows, failed, failedLately, minutes, latency }) => {
    const hour = minutes.reduce((sum, n) => sum + n, 0);
    return [
      arm,
      html`<code title="${digest}">${short(digest)}</code>${!current.includes(digest) && html` <small>earlier</small>`}`,
      columnBars(minutes, `${count(hour)} rows in the last hour, at most ${count(Math.max(...minutes))} a minute`),
      count(hour),
      failedLately === 0 ? "0" : html`<span class="refuse">${count(failedLately)}</span>`,
      ...(["p50", "p95", "p99"] as const).map((p) => (latency === null ? "–" : milliseconds(latency[p]))),
      failed === 0 ? count(rows) : `${count(rows)}, ${count(failed)} failed`,
    ];
  }),
})}`;
}
