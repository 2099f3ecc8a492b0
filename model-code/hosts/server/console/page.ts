import type { LogStats } from "../../../adapters/prediction-log/record-log";
import { count, milliseconds, time } from "../../../core/page/format";
import { Html, html } from "../../../core/page/html";
import { tile, tiles } from "../../../core/page/parts";
import type { ModelView } from "./model-view";
import { SECTIONS } from "./sections";
import type { ServiceFigures } from "./service-figures";
import { STYLE } from "./style";

/** Everything that the page shows. */
export interface ConsoleView {
  readonly now: Date;
  /** When this process began to answer. */
  readonly startedAt: Date;
  readonly figures: ServiceFigures;
  readonly sloP95Milliseconds: number | null;
  readonly predictionLog: LogStats;
  readonly models: readonly ModelView[];
}

/** The page's only style; its policy names it by its digest. */
export const PAGE_STYLE = STYLE;

function latencyTile({ figures: { latency }, sloP95Milliseconds: slo }: ConsoleView): Html {
  const title = "95 of 100 requests answered in";
  if (latency === null)
    return tile(title, "–", slo === null ? "nothing was asked yet" : `${milliseconds(slo)} are promised; nothing was asked yet`);
  const others = `p50 ${milliseconds(latency.p50)}, p99 ${milliseconds(latency.p99)}`;
  if (slo === null) return tile(title, milliseconds(latency.p95), others);
  const kept = latency.p95 <= slo;
  return tile(
    title,
    html`<span class="${kept ? "pass" : "refuse"}">${kept ? "✓" : "✗"} ${milliseconds(latency.p95)}</span>`,
    `${milliseconds(slo)} are promised; ${others}`,
  );
}

function logTile({ delivered, spooledBytes, bufferedBytes, refused, failure }: LogStats): Html {
  const waiting = spooledBytes + bufferedBytes;
  const state = failure === null ? html`<span class="pass">✓ Sound</span>` : html`<span class="refuse">✗ Failing</span>`;
  const figures = `${count(delivered)} delivered, ${waiting === 0 ? "none" : `${count(Math.ceil(waiting / 1024))} KiB`} on the way${refused === 0 ? "" : `, ${count(refused)} refused`}`;
  return tile("Prediction log", state, failure === null ? figures : `${figures}: ${failure}`);
}

function service(view: ConsoleView): Html {
  const answers = (kind: number) => view.figures.answers.get(kind) ?? 0;
  const all = [...view.figures.answers.values()].reduce((sum, n) => sum + n, 0);
  return html`<section class="card service" aria-labelledby="service"><h2 id="service">This scorer</h2>${tiles([
    tile("Answering since", time(view.startedAt.toISOString()).slice(0, 16), "UTC; the figures here begin then"),
    tile("Requests of all kinds", count(all), `${count(answers(4))} refused (4xx), ${count(answers(5))} failed (5xx)`),
    latencyTile(view),
    logTile(view.predictionLog),
  ])}</section>`;
}

function pill({ model: { serving, problem, isRetired } }: ModelView): Html {
  if (isRetired) return html`<span class="pill">Retired</span>`;
  if (serving === null) return html`<span class="pill refuse">✗ Nothing answers</span>`;
  return problem === null
    ? html`<span class="pill pass">✓ Answering</span>`
    : html`<span class="pill refuse">✗ Answering, with a problem</span>`;
}

const BESIDE = new Set(["drift", "decisions"]);

function modelSection(view: ModelView): Html {
  const { name, problem, serving } = view.model;
  return html`<section class="model" id="${name}" aria-labelledby="${name}-title">
<header><h2 id="${name}-title">${name}</h2>${pill(view)}</header>
${serving !== null && html`<p class="title">${serving.stable.document.title}</p>`}
${problem !== null && html`<p class="problem" role="alert">${problem}</p>`}
<nav aria-label="Sections of ${name}"><ul>${SECTIONS.map((s) => html`<li><a href="#${name}-${s.name}">${s.title}</a></li>`)}</ul></nav>
<div class="sections">${SECTIONS.map(
    (
      s,
    ) => html`<section class="${BESIDE.has(s.name) ? "part" : "part wide"}" id="${name}-${s.name}" aria-labelledby="${name}-${s.name}-title"><h3 id="${name}-${s.name}-title">${s.title}</h3>
${s.render(view)}
</section>\n`,
  )}</div>
</section>`;
}

/** The console as one page that needs nothing else: no script, no font but the reader's. */
export function renderConsole(view: ConsoleView): string {
  const names = view.models.map((m) => m.model.name);
  return html`${new Html("<!doctype html>")}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Scorer: ${names.join(", ")}</title>
<link rel="icon" href="data:,">
<style>${new Html(PAGE_STYLE)}</style>
</head>
<body>
<main>
<header class="page"><p class="kicker">azure-mlops-stacks</p><h1>Scorer</h1>
<p>What answers at ${time(view.now.toISOString())}; load the page again to see what is new.</p></header>
${service(view)}
${view.models.map(modelSection)}
<footer>For programs: <a href="docs">interface</a>, <a href="metrics">metrics</a>, <a href="v2/health/ready">health</a>.</footer>
</main>
</body>
</html>
`.text;
}
