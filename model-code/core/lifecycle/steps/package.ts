import type { DataManifest } from "../../data/manifest";
import { callerColumns, callerTime, orderColumn } from "../../data/row-identity";
import { numbersOf, type Table } from "../../data/table";
import type { Evaluation } from "../../evaluate/evaluation";
import { featuresOf } from "../../features/feature-columns";
import { referenceProfile, sessionsByLot } from "../../monitor/calibrate-profile";
import { PACKAGE_FILES, type PackageDocument } from "../../package/layout";
import { mlModelText, PYTHON_REQUIREMENTS, pythonEnvironmentText } from "../../package/ml-model";
import { cardText, modelCard } from "../../package/model-card";
import { ADOPTED_FILES, type AdoptedDocument } from "../adopted-files";
import type { InputFolder, Step } from "../step";
import type { VerdictDocument } from "./select-best";
import type { SplitPlan } from "./split";
import type { TrainedDocument } from "./train";

const EXAMPLE_ROWS = 3;

/** What is selected: a candidate of the step train, or one that another tool trained on fewer rows. */
function graphOf(
  selected: string,
  { candidates }: TrainedDocument,
  { train }: SplitPlan,
  { trained, evaluation }: { readonly trained: InputFolder; readonly evaluation: InputFolder },
): Pick<PackageDocument, "learner" | "params" | "graph" | "trainedOn"> & { readonly bytes: Uint8Array } {
  const own = candidates.find((c) => c.name === selected);
  const trainedOn = { from: train.from, to: train.to, rows: train.rows };
  if (own !== undefined) return { learner: own.learner, params: own.params, trainedOn, bytes: trained.bytes(`${selected}/model.onnx`) };
  const adopted = evaluation.json<Exclude<AdoptedDocument, { leftOut: string }>>(ADOPTED_FILES.document);
  const { learner, graph, fittedOn } = adopted;
  return { learner, params: {}, graph, trainedOn: fittedOn, bytes: evaluation.bytes(ADOPTED_FILES.graph) };
}

export const packageModel: Step = {
  name: "package",
  title: "Put the model and all that is known of it into one folder",
  inputs: [
    { name: "curated", from: "curate" },
    { name: "training", from: "split" },
    { name: "candidates", from: "train" },
    { name: "evaluation", from: "evaluate" },
    { name: "verdict", from: "select-best" },
  ],
  outputs: [{ name: "package", zone: "models" }],
  params: {},
  reads: [
    "name",
    "title",
    "owner",
    "approvers",
    "objective",
    "riskTier",
    "sensitivity",
    "task",
    "search",
    "evaluation",
    "sources",
    "features",
    "privacy",
    "monitors",
  ],
  files: () => [],
  async run({ inputs, outputs, model, lockDigest }) {
    const folder = outputs.package!;
    const verdict = inputs.verdict!.json<VerdictDocument>("verdict.json");
    if (!verdict.passed) return { verdict: "refused", reasons: verdict.gates.filter((g) => !g.passed).map((g) => `${g.kind}: ${g.why}`) };
    const evaluation = inputs.evaluation!.json<Evaluation>("evaluation.json");
    const plan = inputs.training!.json<SplitPlan>("split.json");
    const trained = inputs.candidates!.json<TrainedDocument>("candidates.json");
    const { selected } = verdict.selection;
    const { bytes: graph, ...made } = graphOf(selected, trained, plan, { trained: inputs.candidates!, evaluation: inputs.evaluation! });
    // another tool's graph may do without some of the features that it was given
    const taken = made.graph?.inputs.flatMap((i) => i.features);
    const fed = (names: readonly string[]) => names.filter((n) => taken?.includes(n) ?? true);
    const [numbers, categories] = [fed(trained.numbers), fed(trained.categories)];
    const document: PackageDocument = {
      model: model.name,
      title: model.title,
      task: model.task,
      selected,
      ...made,
      features: { numbers, categories },
      unused: [...model.features.numbers, ...model.features.categories].filter((f) => !numbers.includes(f) && !categories.includes(f)),
      output: model.task === "regression" ? "prediction" : "probability",
      threshold: model.evaluation.threshold,
      rowKey: callerColumns(model.sources[0]!),
      time: callerTime(model.sources[0]!),
      sensitivity: model.sensitivity,
      subject: model.privacy?.subject ?? null,
      testedOn: { from: plan.test.from, to: plan.test.to, rows: plan.test.rows },
      lockDigest,
    };
    const rows = await inputs.training!.table("rows.parquet");
    const features = featuresOf(rows, { numbers, categories });
    const predictions = await inputs.evaluation!.table("predictions.parquet");
    const manifest = inputs.curated!.json<DataManifest>("manifest.json");
    const card = modelCard(model, document, evaluation, verdict, manifest);
    folder.writeBytes(PACKAGE_FILES.graph, graph);
    folder.writeJson(PACKAGE_FILES.document, document);
    folder.writeText(PACKAGE_FILES.mlflow, mlModelText(document, graph));
    folder.writeText("python_env.yaml", pythonEnvironmentText());
    folder.writeText(PACKAGE_FILES.requirements, `${PYTHON_REQUIREMENTS.join("\n")}\n`);
    folder.writeJson(PACKAGE_FILES.evaluation, evaluation);
    folder.writeJson(PACKAGE_FILES.verdict, verdict);
    folder.writeJson(PACKAGE_FILES.manifest, manifest);
    const main = model.sources[0]!;
    const timesOf = (of: Table) => {
      const order = numbersOf(of, orderColumn(main));
      return main.time === undefined ? sessionsByLot(order, model.monitors) : order;
    };
    const reference = {
      features,
      times: timesOf(rows),
      prediction: numbersOf(predictions, selected),
      predictionTimes: timesOf(predictions),
    };
    folder.writeJson(PACKAGE_FILES.profile, referenceProfile(reference, model.monitors));
    folder.writeJson(
      PACKAGE_FILES.example,
      Array.from({ length: Math.min(EXAMPLE_ROWS, features.rows) }, (_, r) =>
        Object.fromEntries([
          ...features.numbers.map((c) => [c.name, Number.isNaN(c.values[r]!) ? null : c.values[r]!]),
          ...features.categories.map((c) => [c.name, c.values[r]!]),
        ]),
      ),
    );
    folder.writeJson(PACKAGE_FILES.cardData, card);
    folder.writeText(PACKAGE_FILES.card, cardText(card));
    return { verdict: "done" };
  },
};
