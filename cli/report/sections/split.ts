import type { SplitPlan } from "../../../model-code/core/lifecycle/steps/split";
import { count, percent } from "../../../model-code/core/page/format";
import { type Html, html } from "../../../model-code/core/page/html";
import { numeric, table, whole } from "../../../model-code/core/page/parts";
import { periodChart } from "../charts/period-chart";
import { figure, given, period } from "../figure";
import { idOf } from "../judged";
import type { Section } from "./section";

const COLOURS = { train: "var(--train)", validate: "var(--validate)", test: "var(--test)" } as const;

type Period = SplitPlan["train"];

const dated = ({ from, to, rows, sessions }: Period) => ({ from: from ?? "", to: to ?? "", rows, sessions });

const rowsOf = (
  plan: SplitPlan,
): readonly { readonly name: string; readonly train: Period; readonly judged: Period; readonly kind: "validate" | "test" }[] => [
  ...plan.folds.map((f, i) => ({ name: `Fold ${i + 1}`, train: f.train, judged: f.validate, kind: "validate" as const })),
  { name: "Final", train: plan.train, judged: plan.test, kind: "test" },
];

const key = html`<ul class="legend">${(["train", "validate", "test"] as const).map(
  (kind) =>
    html`<li><span class="candidate"><svg viewBox="0 0 12 12" aria-hidden="true" fill="${COLOURS[kind]}"><rect width="12" height="12" rx="2"/></svg>${{ train: "trained on", validate: "validated on", test: "test, read once" }[kind]}</span></li>`,
)}</ul>`;

/** A stretch of a lot as the shares of the rows that it holds, in place of dates. */
const share = ([from, to]: readonly [number, number]): string => `${percent(from, 0)} to ${percent(to, 0)} of the lot`;

/** Rows without a time were drawn, which no calendar shows. */
const drawn = (plan: SplitPlan): Html =>
  html`<p>The rows have no time: they are taken to be independent, and were split by lot. The test is read once; the folds are for search and selection.</p>
${table({
  label: "Parts of the split",
  columns: [whole(""), "Trained on", numeric("Rows"), "Judged on", numeric("Rows")],
  rows: rowsOf(plan).map((r) => [r.name, share(r.train.draws!), count(r.train.rows), share(r.judged.draws!), count(r.judged.rows)]),
})}`;

export const split: Section = {
  name: "split",
  title: "Split",
  render: (model) =>
    given(model.documents.split, (plan) => {
      if (plan.test.draws !== undefined) return drawn(plan);
      const rows = rowsOf(plan).map((r) => ({ ...r, train: dated(r.train), judged: dated(r.judged) }));
      return figure({
        title: "Walk-forward folds, embargo and test",
        caption: `Search and selection see the folds alone. The gap before each judged stretch is the embargo of ${plan.embargoSessions} sessions, whose labels would look into it. The test begins ${
          plan.rule === "testFrom" ? "on the date that model.yaml names" : "where the newest share of sessions that model.yaml names begins"
        } and is read once.`,
        legend: key,
        charts: [
          {
            chart: periodChart({
              id: idOf(model, "split"),
              label: `Split: ${rows.map((r) => `${r.name} trained ${r.train.from} to ${r.train.to}, judged ${r.judged.from} to ${r.judged.to}`).join("; ")}`,
              rows: rows.map((r) => ({
                name: r.name,
                periods: [
                  { ...r.train, colour: COLOURS.train },
                  { ...r.judged, colour: COLOURS[r.kind] },
                ],
              })),
            }),
          },
        ],
        numbers: {
          label: "Periods of the split",
          columns: [whole(""), "Trained on", numeric("Rows"), "Judged on", numeric("Sessions"), numeric("Rows")],
          rows: rows.map((r) => [
            r.name,
            period(r.train.from, r.train.to),
            count(r.train.rows),
            period(r.judged.from, r.judged.to),
            count(r.judged.sessions),
            count(r.judged.rows),
          ]),
        },
      });
    }),
};
