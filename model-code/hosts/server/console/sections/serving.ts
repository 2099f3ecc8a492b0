import { percent, short, time } from "../../../../core/page/format";
import { type Html, html, type Part } from "../../../../core/page/html";
import { facts, numeric, table, whole } from "../../../../core/page/parts";
import type { LoadedPackage } from "../../../scorer/loaded-package";
import { shareBar, swatch } from "../bars";
import type { ModelView } from "../model-view";

const version = (digest: string): Html => html`<code title="${digest}">${short(digest)}</code>`;

const row = (arm: Part, of: LoadedPackage, share: Part): readonly Part[] => [
  arm,
  version(of.digest),
  share,
  of.document.selected,
  of.document.trainedOn.from === null ? "rows by lot" : html`${of.document.trainedOn.from} to ${of.document.trainedOn.to}`,
  of.document.sensitivity,
];

/** Which versions answer or score beside, for how many of the callers, and by which release since when. */
export function serving({ model: { serving: now, isRetired } }: ModelView): Html {
  if (now === null)
    return html`<p class="missing">${isRetired ? "The model is retired: nothing answers any more." : "Nothing answers yet."}</p>`;
  const { manifest, stable, candidate } = now;
  const weight = manifest.candidate?.mode === "canary" && candidate !== null ? manifest.candidate.weight : 0;
  const isShadow = manifest.candidate?.mode === "shadow";
  const rows = [row(weight > 0 ? html`${swatch("stable")}stable` : "stable", stable, percent(1 - weight, 0))];
  if (candidate !== null)
    rows.push(row(isShadow ? "shadow" : html`${swatch("canary")}canary`, candidate, isShadow ? "none, scores beside" : percent(weight, 0)));
  return html`${
    weight > 0 &&
    shareBar([1 - weight, weight], `The stable version answers ${percent(1 - weight, 0)} of the callers, the canary ${percent(weight, 0)}`)
  }
${table({
  label: "Versions",
  columns: ["Arm", "Version", numeric("Callers"), "Learner", whole("Trained on"), "Data"],
  rows,
})}
${manifest.candidate !== null && candidate === null && html`<p>The candidate ${version(manifest.candidate.digest)} does not load: the stable version answers its callers.</p>`}
${facts([
  ["Release", html`${manifest.version}${manifest.state === "paused" && ", paused: the candidate stays where it is"}`],
  ["Since", time(manifest.since)],
  ["Before it", manifest.previous === null ? "nothing" : version(manifest.previous)],
  ["Package", html`<code class="digest">${stable.digest}</code>`],
])}`;
}
