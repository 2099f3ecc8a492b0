import type { SearchDocument, TunedDocument } from "../../../model-code/core/lifecycle/steps/tune";
import { figure as number, parameter, plural } from "../../../model-code/core/page/format";
import { type Html, html } from "../../../model-code/core/page/html";
import { numeric, table } from "../../../model-code/core/page/parts";
import { scaleOf } from "../charts/scale";
import { trialsChart } from "../charts/trials-chart";
import { figure, given } from "../figure";
import { idOf, metricTitle } from "../judged";
import { type LookOf, named } from "../look";
import type { ModelReport } from "../report-data";
import type { Section } from "./section";

const params = (point: Readonly<Record<string, number | string | boolean>>): string =>
  Object.entries(point)
    .map(([name, value]) => `${name} ${parameter(value)}`)
    .join(", ") || "none";

const isChosen = (candidate: TunedDocument, folds: readonly (number | null)[]): boolean =>
  JSON.stringify(folds) === JSON.stringify(candidate.folds);

const ranking = ({ selection, metric }: SearchDocument, lookOf: LookOf): Html =>
  table({
    label: "Candidates ranked on the folds",
    columns: [
      numeric("Rank"),
      "Candidate",
      numeric(`Mean ${metricTitle(metric)}`),
      numeric("Behind the best"),
      numeric("Standard error"),
      { title: "Why", sentence: true },
    ],
    rows: selection.ranking.map((r) => [
      r.rank,
      named(r.candidate, lookOf),
      number(r.mean, 4),
      number(r.behind, 4),
      number(r.standardError, 4),
      r.reason,
    ]),
  });

const widened = ({ revisited }: SearchDocument): Html =>
  revisited.length === 0
    ? html`<p>On the folds every gate that they can answer held, so the search was not widened.</p>`
    : html`<p>On the folds ${revisited.join("; ")}. So each search was widened once, around its best point.</p>`;

const trials = (model: ModelReport, { candidates, metric }: SearchDocument, lookOf: LookOf): Html => {
  // one scale for all, so that they can be held against each other
  const scale = scaleOf(candidates.flatMap((c) => c.trials.flatMap((t) => t.folds.filter((f) => f !== null))));
  return figure({
    title: "Trials by fold",
    caption: `${metricTitle(metric)} on each walk-forward fold. Rings are trials${
      candidates.some((c) => c.trials.some((t) => t.round === "revisit")) ? ", those of the widened search to the right" : ""
    }; successive halving tries the weaker ones on fewer folds. Full marks, joined, are the point that was chosen. A level that differs from fold to fold is the market's doing; look at the distance between trials within a fold.`,
    charts: candidates.map((c) => ({
      title: html`${named(c.name, lookOf)} <small>${plural(c.trials.length, "trial")}</small>`,
      chart: trialsChart({
        id: idOf(model, `trials-${c.name}`),
        label: `${metricTitle(metric)} of the trials of ${c.name} on each fold; chosen: ${c.folds.map((f) => number(f)).join(", ")}`,
        axis: metricTitle(metric),
        look: lookOf(c.name),
        trials: c.trials.map((t) => ({ folds: t.folds, chosen: isChosen(c, t.folds), revisit: t.round === "revisit" })),
        scale,
      }),
    })),
    numbers: {
      label: "Trials",
      columns: ["Candidate", "Round", "Point", ...(candidates[0]?.folds ?? []).map((_, i) => numeric(`Fold ${i + 1}`)), "Chosen"],
      rows: candidates.flatMap((c) =>
        c.trials.map((t) => [
          c.name,
          t.round,
          params(t.point),
          ...t.folds.map((f) => (f === null ? "" : number(f, 4))),
          isChosen(c, t.folds) ? "✓" : "",
        ]),
      ),
    },
  });
};

export const search: Section = {
  name: "search",
  title: "Search and selection",
  render: (model, lookOf) =>
    given(
      model.documents.search,
      (
        document,
      ) => html`<p>Parameters are searched, and the candidate is selected, on walk-forward folds; the test period has no say. Selected: ${document.selection.reason}.</p>
${widened(document)}
${ranking(document, lookOf)}
${trials(model, document, lookOf)}
${table({ label: "Parameters", columns: ["Candidate", "Learner", "Parameters that were chosen"], rows: document.candidates.map((c) => [named(c.name, lookOf), c.learner, params(c.params)]) })}`,
    ),
};
