import { numbersOf } from "../../data/table";
import { featuresOf } from "../../features/feature-columns";
import type { FeatureSelection } from "../../features/select";
import { LEARNERS, withDefaults } from "../../learners";
import type { FittedModel } from "../../learners/fitted-model";
import type { Importance, Params } from "../../learners/learner";
import { toOnnx } from "../../onnx";
import { seededRandom } from "../../random";
import type { Step } from "../step";
import type { SearchDocument } from "./tune";

/** A candidate fitted on the whole training period. Its graph is `<name>/model.onnx`, its coefficients `<name>/fitted.json`. */
export interface TrainedCandidate {
  readonly name: string;
  readonly learner: string;
  readonly params: Params;
  readonly importance: readonly Importance[];
}

export interface TrainedDocument {
  readonly candidates: readonly TrainedCandidate[];
  readonly numbers: readonly string[];
  readonly categories: readonly string[];
}

export const train: Step = {
  name: "train",
  title: "Fit every candidate on the whole training period",
  inputs: [
    { name: "training", from: "split" },
    { name: "selected", from: "select-features" },
    { name: "search", from: "tune" },
  ],
  outputs: [{ name: "candidates", zone: "models" }],
  params: {},
  reads: ["task", "search"],
  files: () => [],
  async run({ inputs, outputs, model, progress }) {
    const table = await inputs.training!.table("rows.parquet");
    const { numbers, categories } = inputs.selected!.json<FeatureSelection>("selection.json");
    const search = inputs.search!.json<SearchDocument>("search.json");
    const data = { features: featuresOf(table, { numbers, categories }), label: numbersOf(table, "label") };
    const random = seededRandom(model.search.seed);
    const trained: TrainedCandidate[] = [];
    for (const [i, candidate] of search.candidates.entries()) {
      progress.at(i / search.candidates.length, candidate.name);
      const learner = LEARNERS[candidate.learner]!;
      const params = withDefaults(learner, candidate.params);
      const fitted = learner.fit(data, params, {
        task: model.task,
        random: random.fork(candidate.name).fork("train"),
        onRound: (round, loss) => progress.metric(`${candidate.name}.loss`, loss, round),
      });
      const whole: FittedModel = { learner: learner.name, task: model.task, fitted, calibration: candidate.calibration };
      outputs.candidates!.writeBytes(`${candidate.name}/model.onnx`, toOnnx(whole, { numbers, categories }));
      outputs.candidates!.writeJson(`${candidate.name}/fitted.json`, whole);
      trained.push({ name: candidate.name, learner: learner.name, params, importance: learner.importance(fitted) });
    }
    const document: TrainedDocument = { candidates: trained, numbers, categories };
    outputs.candidates!.writeJson("candidates.json", document);
    return { verdict: "done" };
  },
};
