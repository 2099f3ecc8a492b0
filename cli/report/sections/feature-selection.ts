import { count, figure as number, percent } from "../../../model-code/core/page/format";
import { html } from "../../../model-code/core/page/html";
import { numeric } from "../../../model-code/core/page/parts";
import { barChart } from "../charts/bar-chart";
import { figure, given } from "../figure";
import { idOf } from "../judged";
import type { Section } from "./section";

export const featureSelection: Section = {
  name: "features",
  title: "Feature selection",
  render: (model) =>
    given(model.documents.selection, ({ findings }) => {
      const ranked = [...findings].sort((a, b) => b.mutualInformation - a.mutualInformation || (a.feature < b.feature ? -1 : 1));
      const kept = ranked.filter((f) => f.kept).length;
      return figure({
        title: `${kept} of ${ranked.length} features kept`,
        caption:
          "Mutual information of each feature with the label on the training period, in nats: 0 says nothing, more says more. Outlined bars were left out, for the reason in the table.",
        charts: [
          {
            chart: barChart({
              id: idOf(model, "features"),
              label: `Mutual information by feature; kept: ${ranked
                .filter((f) => f.kept)
                .map((f) => f.feature)
                .join(", ")}`,
              axis: "Mutual information, nats",
              bars: ranked.map((f) => ({
                name: f.feature,
                value: f.mutualInformation,
                figure: number(f.mutualInformation, 4),
                colour: f.kept ? "var(--accent)" : "var(--muted)",
                hollow: !f.kept,
              })),
            }),
          },
        ],
        numbers: {
          label: "Findings by feature",
          columns: ["Feature", "Kept", numeric("Nats"), numeric("Missing"), numeric("Values"), { title: "Why", sentence: true }],
          rows: ranked.map((f) => [
            f.feature,
            f.kept ? "yes" : html`<strong>no</strong>`,
            number(f.mutualInformation, 4),
            percent(f.missingShare, 1),
            count(f.distinct),
            f.why === "kept" ? "" : f.why,
          ]),
        },
      });
    }),
};
