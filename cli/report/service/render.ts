import { short } from "../../../model-code/core/page/format";
import { type Html, html } from "../../../model-code/core/page/html";
import { audit } from "./audit";
import { drift } from "./drift";
import { performance } from "./performance";
import type { ServiceReport } from "./service-data";
import { timeline } from "./timeline";

/** What answers now. */
function answering({ manifest: { state, stable, candidate } }: ServiceReport): string {
  if (stable === null) return state === "retired" ? "Retired: nothing answers." : "Nothing answers yet.";
  const beside =
    candidate === null
      ? ""
      : candidate.mode === "shadow"
        ? `, ${short(candidate.digest)} scores in its shadow`
        : `, ${short(candidate.digest)} answers ${Math.round(100 * candidate.weight)} % of the callers`;
  return `${short(stable)} answers${beside}.`;
}

const PARTS = [
  ["performance", "Performance over time", performance],
  ["drift", "Drift", drift],
  ["timeline", "Release timeline", timeline],
  ["audit", "Audit", audit],
] as const;

/** A model in service: how good its answers were, what moved, what was decided, and whether the record of it is whole. */
export const serviceSection = (of: ServiceReport): Html =>
  html`<section class="model" id="${of.id}">
<header><h2>${of.title}</h2></header>
<p class="title">${of.about} ${answering(of)}</p>
<nav aria-label="Sections of ${of.title}"><ul>${PARTS.map(([name, title]) => html`<li><a href="#${of.id}-${name}-part">${title}</a></li>`)}</ul></nav>
${PARTS.map(
  ([name, title, render]) => html`<section class="part" id="${of.id}-${name}-part"><h3>${title}</h3>
${render(of)}
</section>\n`,
)}
</section>`;
