import type { DataManifest } from "../data/manifest";
import type { Evaluation } from "../evaluate/evaluation";
import { METRICS } from "../evaluate/metrics";
import type { VerdictDocument } from "../lifecycle/steps/select-best";
import type { MetricName, ModelSpec } from "../spec/model-schema";
import { type PackageDocument, periodText } from "./layout";

/** The card as data; the Markdown is written from it alone. */
export interface ModelCard {
  readonly model: string;
  readonly title: string;
  readonly owner: ModelSpec["owner"];
  readonly approvers: readonly string[];
  readonly objective: ModelSpec["objective"];
  readonly riskTier: string;
  readonly sensitivity: string;
  readonly task: string;
  readonly learner: string;
  readonly params: PackageDocument["params"];
  readonly features: readonly string[];
  readonly trainedOn: PackageDocument["trainedOn"];
  readonly testedOn: PackageDocument["testedOn"];
  readonly data: readonly {
    readonly source: string;
    readonly rows: number;
    readonly from: string | null;
    readonly to: string | null;
    readonly files: readonly string[];
  }[];
  readonly metrics: readonly {
    readonly metric: string;
    readonly value: number | null;
    readonly lower: number | null;
    readonly upper: number | null;
  }[];
  readonly confidence: number;
  readonly gates: readonly { readonly kind: string; readonly passed: boolean; readonly why: string }[];
  readonly weakestSlices: readonly {
    readonly slice: string;
    readonly value: string;
    readonly metric: string;
    readonly figure: number;
    readonly rows: number;
  }[];
  readonly limits: readonly string[];
}

const WEAKEST = 3;

/** Writes down what a reader must know before using the model. */
export function modelCard(
  model: ModelSpec,
  document: PackageDocument,
  evaluation: Evaluation,
  verdict: VerdictDocument,
  manifest: DataManifest,
): ModelCard {
  const of = evaluation.candidates[document.selected]!;
  const metric = METRICS[model.search.metric];
  const slices = of.slices
    .flatMap((s) => {
      const figure = s.metrics[metric.name]?.value;
      return figure === null || figure === undefined
        ? []
        : [{ slice: s.slice, value: s.value, metric: metric.title, figure, rows: s.rows }];
    })
    .sort((a, b) => (metric.better === "higher" ? a.figure - b.figure : b.figure - a.figure));
  return {
    model: document.model,
    title: document.title,
    owner: model.owner,
    approvers: model.approvers,
    objective: model.objective,
    riskTier: model.riskTier,
    sensitivity: model.sensitivity,
    task: document.task,
    learner: document.learner,
    params: document.params,
    features: [...document.features.numbers, ...document.features.categories],
    trainedOn: document.trainedOn,
    testedOn: document.testedOn,
    data: Object.entries(manifest.sources).map(([source, s]) => ({
      source,
      rows: s.rows,
      from: s.from,
      to: s.to,
      files: s.files.map((f) => `${f.name} (sha256 ${f.sha256.slice(0, 12)}…)`),
    })),
    metrics: Object.entries(of.metrics).map(([name, estimate]) => ({ metric: METRICS[name as MetricName].title, ...estimate })),
    confidence: evaluation.resampling.confidence,
    gates: verdict.gates.map(({ kind, passed, why }) => ({ kind, passed, why })),
    weakestSlices: slices.slice(0, WEAKEST),
    limits: [
      ...(document.trainedOn.from === null
        ? [
            "Made for rows like those that it was trained on, drawn by lot: without a time nothing says how it fares on later ones, which are what it will be asked about.",
            "Intervals take rows to be independent; a change of who or what is asked about lies outside them.",
          ]
        : [
            `Made for rows like those of ${document.trainedOn.from} to ${document.trainedOn.to}; on others the figures below do not hold.`,
            `Intervals resample blocks of ${evaluation.resampling.blockSessions} sessions; a change of regime lies outside them.`,
          ]),
      ...of.stress.filter((s) => !s.allFinite).map((s) => `Under the scenario ${s.scenario} some scores are no numbers.`),
    ],
  };
}

const figure = (value: number | null) => (value === null ? "not determined" : value.toFixed(3));

/** The card as Markdown. */
export function cardText(card: ModelCard): string {
  const rows = (lines: readonly (readonly string[])[]) => lines.map((l) => `| ${l.join(" | ")} |`).join("\n");
  return `# ${card.model}

${card.title}

${card.objective.statement.trim()}

| | |
|---|---|
${rows([
  ["Owner", `${card.owner.team}, ${card.owner.contact}`],
  ["Approvers", card.approvers.join(", ")],
  ["Business metric", card.objective.businessMetric],
  ["Risk tier", card.riskTier],
  ["Sensitivity of the data", card.sensitivity],
  [
    "Learner",
    `${card.learner} (${
      Object.entries(card.params)
        .map(([k, v]) => `${k} ${v}`)
        .join(", ") || "no parameters"
    })`,
  ],
  ["Trained on", periodText(card.trainedOn)],
  ["Judged on", periodText(card.testedOn)],
])}

## Figures

With intervals at ${100 * card.confidence} %.

| Metric | Value | Lower | Upper |
|---|---|---|---|
${rows(card.metrics.map((m) => [m.metric, figure(m.value), figure(m.lower), figure(m.upper)]))}

## Gates

${card.gates.map((g) => `- ${g.passed ? "passed" : "refused"}: ${g.kind}, ${g.why}`).join("\n")}

## Where it is weakest

${card.weakestSlices.map((s) => `- ${s.slice} ${s.value}: ${s.metric} ${figure(s.figure)} on ${s.rows} rows`).join("\n") || "No slices were evaluated."}

## Data

${card.data.map((d) => `- ${d.source}: ${d.rows} rows${d.from === null ? "" : `, ${d.from} to ${d.to}`}${d.files.length === 0 ? "" : `, from ${d.files.join(", ")}`}`).join("\n")}

## Features

${card.features.join(", ")}

## Limits

${card.limits.map((l) => `- ${l}`).join("\n")}
`;
}
