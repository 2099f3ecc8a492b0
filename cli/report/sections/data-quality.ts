import type { CuratedSource } from "../../../model-code/core/data/manifest";
import type { Adjustments } from "../../../model-code/core/lifecycle/steps/clean";
import type { SourceWatermark } from "../../../model-code/core/lifecycle/steps/ingest";
import type { SourceQuality } from "../../../model-code/core/lifecycle/steps/validate";
import { count, MOST, more, parameter, percent, plural } from "../../../model-code/core/page/format";
import { type Html, html, type Part } from "../../../model-code/core/page/html";
import { numeric, type Table, table, tile, tiles, whole } from "../../../model-code/core/page/parts";
import { columnChart } from "../charts/column-chart";
import { figure, given, period } from "../figure";
import { idOf } from "../judged";
import type { ModelReport } from "../report-data";
import type { Found } from "../run-document";
import type { Section } from "./section";

/** A table under its title, cut where it is long; a sentence if it has no rows. */
const listed = (title: string, none: string, columns: Table["columns"], rows: readonly (readonly Part[])[]): Html =>
  html`<div><h4>${title}</h4>${
    rows.length === 0
      ? html`<p>${none}</p>`
      : html`${table({ label: title, columns, rows: rows.slice(0, MOST) })}${rows.length > MOST && html`<p><small>${more(rows.length, "rows")}</small></p>`}`
  }</div>`;

const entity = (name: string): string => name || "all";

function quarantined(q: SourceQuality): Html {
  const reasons = Object.entries(q.reasons).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return html`${listed(
    "Quarantined by reason",
    "No row was quarantined.",
    ["Reason", numeric("Rows")],
    reasons.map(([reason, n]) => [reason, count(n)]),
  )}
${
  q.examples.length > 0 &&
  listed(
    "Examples",
    "",
    ["Where", "Why"],
    q.examples.map((e) => [e.where, e.reasons.join("; ")]),
  )
}`;
}

const arrivals = (q: SourceQuality, taken: SourceWatermark | undefined): Html =>
  tiles([
    tile("Rows taken in", count(taken?.rows ?? q.rows), q.from !== null && q.to !== null && period(q.from, q.to)),
    tile("Accepted", count(q.accepted)),
    tile("Quarantined", count(q.rejected), `${percent(q.rejectedShare)}; up to ${percent(q.maxRejectedShare)} is let through`),
    ...(q.duplicateShare === undefined
      ? []
      : [tile("Alike", percent(q.duplicateShare), "the values of an earlier row: no key tells them apart, each counts")]),
    ...(taken === undefined
      ? []
      : [
          tile("Late", count(taken.late), "at or before the watermark"),
          tile("Corrected", count(taken.corrected), "by a later row"),
          tile("Repeated", count(taken.repeated), "said again, left out"),
        ]),
  ]);

function byYear(model: ModelReport, name: string, manifest: CuratedSource): Html | undefined {
  const years = manifest.partitions.flatMap(({ from, to, rows }) =>
    from === null || to === null ? [] : [{ year: from.slice(0, 4), from, to, rows }],
  );
  if (years.length === 0) return undefined;
  return figure({
    title: "Curated rows by year",
    caption: `Rows of ${name} after cleaning, by calendar year. A short bar is a year that the data covers in part.`,
    charts: [
      {
        chart: columnChart({
          id: idOf(model, `rows-${name}`),
          label: `Rows of ${name} by year, from ${manifest.from} to ${manifest.to}`,
          axis: "Rows",
          columns: years.map((y) => ({ name: y.year, value: y.rows })),
        }),
      },
    ],
    folded: true,
    numbers: {
      label: `Rows of ${name} by year`,
      columns: ["Year", "From", "To", numeric("Rows")],
      rows: years.map((y) => [y.year, y.from, y.to, count(y.rows)]),
    },
  });
}

const confirmed = {
  true: "confirmed by the adjusted close; prices adjusted",
  false: "denied by the adjusted close; left as it is",
  null: "no adjusted close to ask; prices adjusted",
} as const;

const changes = (adjustments: Found<Readonly<Record<string, Adjustments>>>, name: string): Html =>
  given(adjustments, (all) => {
    const of = all[name];
    if (of === undefined) return undefined;
    return html`${listed(
      "Splits",
      "No split was found in the prices.",
      ["Symbol", whole("First session"), numeric("New for one old"), "Finding"],
      of.splits.map((s) => [s.entity, s.date, parameter(s.ratio), confirmed[`${s.confirmed}`]]),
    )}
${of.carried > 0 && html`<p>${plural(of.carried, "row")} were made for missing sessions, at the last close and without volume.</p>`}`;
  });

function source(model: ModelReport, name: string, q: SourceQuality): Html {
  const { watermark, adjustments, manifest } = model.documents;
  const curated = "found" in manifest ? manifest.found.sources[name] : undefined;
  return html`<section class="source"><h4 class="source-name">Source ${name}</h4>
${q.refusals.map((r) => html`<p class="refuse">✗ ${r}</p>`)}
${arrivals(q, "found" in watermark ? watermark.found[name] : undefined)}
<div class="columns">
${quarantined(q)}
${listed(
  "Gaps",
  "No session is missing between an entity's first and last row.",
  ["Entity", whole("After"), whole("Until"), numeric("Sessions missing")],
  [...q.gaps].sort((a, b) => b.sessions - a.sessions).map((g) => [entity(g.entity), g.after, g.until, count(g.sessions)]),
)}
${
  q.freshness.length > 0 &&
  listed(
    "Freshness",
    "",
    ["Entity", whole("Newest row"), numeric("Sessions late")],
    [...q.freshness].sort((a, b) => b.sessionsLate - a.sessionsLate).map((f) => [entity(f.entity), f.newest, count(f.sessionsLate)]),
  )
}
${changes(adjustments, name)}
${curated !== undefined && byYear(model, name, curated)}
</div></section>`;
}

export const dataQuality: Section = {
  name: "data",
  title: "Data quality",
  render: (
    model,
  ) => html`<p>What came in, held against the data contract. Rows that break it go to quarantine with every reason; the run is refused only above the contract's limit.</p>
${given(model.documents.quality, (quality) => Object.entries(quality).map(([name, q]) => source(model, name, q)))}`,
};
