import type { GateVerdict } from "../../../model-code/core/evaluate/gate";
import { figure, signed } from "../../../model-code/core/page/format";
import { type Html, html } from "../../../model-code/core/page/html";
import { numeric, table } from "../../../model-code/core/page/parts";
import { given } from "../figure";
import type { Section } from "./section";

const bound = ({ required: { min, max, above }, kind }: GateVerdict): string =>
  [
    min !== undefined && `at least ${figure(min)}`,
    max !== undefined && `at most ${figure(max)}`,
    above !== undefined && `above ${kind === "paired-gain" && above !== 0 ? signed(above) : figure(above)}`,
  ]
    .filter((text) => text !== false)
    .join(" and ");

/** Passed or refused, told by a sign and a word, not by colour alone. */
export const outcome = (passed: boolean): Html =>
  passed ? html`<span class="pass">✓ passed</span>` : html`<span class="refuse">✗ refused</span>`;

export const gates: Section = {
  name: "gates",
  title: "Gates",
  render: ({ documents: { verdict } }) =>
    given(
      verdict,
      ({
        gates: verdicts,
        selection,
      }) => html`<p>Conditions that ${selection.selected} had to meet on the test period before it could be registered. It was selected
on the walk-forward folds alone: ${selection.reason}.</p>
${table({
  label: "Gates",
  columns: ["Outcome", "Gate", numeric("Observed"), numeric("Required"), { title: "Why", sentence: true }],
  rows: verdicts.map((v) => [
    outcome(v.passed),
    v.title,
    v.kind === "paired-gain" ? signed(v.observed) : figure(v.observed),
    bound(v),
    v.why,
  ]),
})}`,
    ),
};
