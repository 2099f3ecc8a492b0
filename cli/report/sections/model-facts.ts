import { type PackageDocument, periodText } from "../../../model-code/core/package/layout";
import { count, parameter } from "../../../model-code/core/page/format";
import { html } from "../../../model-code/core/page/html";
import { facts } from "../../../model-code/core/page/parts";
import { given } from "../figure";
import type { Section } from "./section";

export const modelFacts: Section = {
  name: "model",
  title: "Model card",
  render: ({ facts: known, documents: { package: made } }) => html`${given(
    known,
    (m) => html`<p class="lead">${m.objective.statement.trim()}</p>
${facts([
  ["Owner", `${m.owner.team}, ${m.owner.contact}`],
  ["Approvers", m.approvers.join(", ")],
  ["Business metric", m.objective.businessMetric],
  ["Task", m.task],
  ["Risk tier", m.riskTier],
  ["Sensitivity of the data", m.sensitivity],
])}`,
  )}
${given(made, (p) =>
  facts([
    [
      "Learner",
      `${p.learner} (${
        Object.entries(p.params)
          .map(([name, value]) => `${name} ${parameter(value)}`)
          .join(", ") || "no parameters"
      })`,
    ],
    ["Trained on", periodText(p.trainedOn, count)],
    ["Judged on", periodText(p.testedOn, count)],
    ["Answers", `${p.output}${p.output === "probability" ? `, yes from ${p.threshold} on` : ""}`],
  ]),
)}
${"found" in made && facts([[`Features (${featuresOf(made.found).length})`, featuresOf(made.found).join(", ")]], true)}`,
};

const featuresOf = ({ features: { numbers, categories } }: PackageDocument): readonly string[] => [...numbers, ...categories];
