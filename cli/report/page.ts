import { Html, html } from "../../model-code/core/page/html";
import { type LookOf, looks } from "./look";
import { overview, pill } from "./overview";
import type { ModelReport, ReportData } from "./report-data";
import { SECTIONS } from "./sections";
import { serviceSection } from "./service/render";
import { STYLE } from "./style";

function model(of: ModelReport, lookOf: LookOf): Html {
  const { model: name } = of.run;
  return html`<section class="model" id="${name}">
<header><h2>${name}</h2>${pill(of)}</header>
${"found" in of.facts && html`<p class="title">${of.facts.found.title}</p>`}
<nav aria-label="Sections of ${name}"><ul>${SECTIONS.map((s) => html`<li><a href="#${name}-${s.name}">${s.title}</a></li>`)}</ul></nav>
${SECTIONS.map(
  (s) => html`<section class="part" id="${name}-${s.name}"><h3>${s.title}</h3>
${s.render(of, lookOf)}
</section>\n`,
)}
</section>`;
}

/**
 * The report as one page that needs nothing else: no script, no request, no font but the reader's.
 * @returns HTML; equal data give equal bytes
 */
export function renderReport(data: ReportData): string {
  const lookOf = looks(data);
  const names = data.models.map((m) => m.run.model);
  return html`${new Html("<!doctype html>")}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Model report: ${names.join(", ") || "no runs"}</title>
<link rel="icon" href="data:,">
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<header class="page"><p class="kicker">azure-mlops-stacks</p><h1>Model report</h1>
<p>The latest run of ${names.length === 1 ? "one model" : `${names.length} models`}, from the source files to the verdict of the gates.</p></header>
${names.length === 0 ? html`<p class="missing">There is no run to report on. Start one with <code>npm start</code>.</p>` : overview(data, lookOf)}
${data.models.map((m) => model(m, lookOf))}
${(data.services ?? []).map(serviceSection)}
</main>
</body>
</html>
`.text;
}
