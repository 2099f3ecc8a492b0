import { automlOf, ownCandidates } from "../../automl/vocabulary";
import { orderColumn } from "../../data/row-identity";
import { numbersOf, stringsOf } from "../../data/table";
import { evaluate } from "../../evaluate/evaluate";
import type { Evaluation } from "../../evaluate/evaluation";
import type { GateVerdict } from "../../evaluate/gate";
import { judgeGates } from "../../evaluate/gates";
import { METRICS } from "../../evaluate/metrics";
import { type Selection, selectBest } from "../../evaluate/select-best";
import { featuresOf } from "../../features/feature-columns";
import type { FeatureSelection } from "../../features/select";
import { applyCalibration, type Calibration, fitCalibration, LEARNERS } from "../../learners";
import type { Params } from "../../learners/learner";
import { seededRandom } from "../../random";
import { foldData } from "../../search/fold-fits";
import { candidatesAt } from "../../search/given-points";
import { searchCandidate, type TunedCandidate } from "../../search/search-candidate";
import type { ModelSpec } from "../../spec/model-schema";
import { ADOPTED_FILES } from "../adopted-files";
import type { Step } from "../step";
import { foldsOf } from "../training-folds";
import type { SplitPlan } from "./split";

/** A candidate after the search. */
export interface TunedDocument {
  readonly name: string;
  readonly learner: string;
  readonly params: Params;
  readonly calibration: Calibration | null;
  /** The search metric on each fold. */
  readonly folds: readonly (number | null)[];
  readonly trials: readonly { readonly point: Params; readonly folds: readonly (number | null)[]; readonly round: "search" | "revisit" }[];
}

/** All that the walk-forward folds say; the test period has no part in it. */
export interface SearchDocument {
  readonly metric: string;
  readonly candidates: readonly TunedDocument[];
  readonly selection: Selection;
  /** On the pooled predictions of all folds, each made by a fit that had not seen its rows. */
  readonly walkForward: Evaluation;
  readonly verdicts: readonly GateVerdict[];
  /** Why the search was widened once; empty if it was not. */
  readonly revisited: readonly string[];
}

/** The figure that says how good a search was: the metric of the candidate that it selects, on the walk-forward folds. */
export const searchObjective = (metric: string): string => `walk-forward.${metric}`;

/** Gates that walk-forward folds can answer: a stress scenario belongs to the test, a slice may be too small in a fold. */
const foldGates = (model: ModelSpec) => model.gates.filter((g) => g.kind === "threshold" || g.kind === "paired-gain");

export const tune: Step = {
  name: "tune",
  title: "Search each candidate's parameters on walk-forward folds",
  inputs: [
    { name: "training", from: "split" },
    { name: "selected", from: "select-features" },
  ],
  outputs: [{ name: "search", zone: "models" }],
  params: {
    trials: "Points to draw from each candidate's space, instead of search.trials",
    points: "JSON: a point of each candidate's space by its name, instead of a search; what a trial of a sweep is given",
  },
  reads: ["task", "sources", "split", "candidates", "search", "evaluation", "gates"],
  files: () => [],
  async run({ inputs, outputs, model, params, progress }) {
    const table = await inputs.training!.table("rows.parquet");
    const selected = inputs.selected!.json<FeatureSelection>("selection.json");
    const plan = inputs.training!.json<SplitPlan>("split.json");
    const [label, times] = [numbersOf(table, "label"), numbersOf(table, orderColumn(model.sources[0]!))];
    const folds = foldData(featuresOf(table, selected), label, times, foldsOf(times, plan), model.split.embargoSessions);
    const metric = METRICS[model.search.metric];
    const random = seededRandom(model.search.seed);
    const own = ownCandidates(model.candidates);
    const candidates = params.points === undefined ? own : candidatesAt(own, params.points);
    const trials = params.trials === undefined ? model.search.trials : Number(params.trials);
    const pooled = Int32Array.from(folds.flatMap((f) => [...f.rows]));
    const pooledLabel = Float64Array.from(pooled, (r) => label[r]!);

    const calibrated = (candidate: TunedCandidate): { readonly calibration: Calibration | null; readonly prediction: Float64Array } => {
      const margin = Float64Array.from(candidate.fits.flatMap((f) => [...f.margin]));
      const calibration = model.task === "binary-classification" ? fitCalibration(margin, pooledLabel) : null;
      return { calibration, prediction: applyCalibration(model.task, calibration, margin) };
    };
    const columns = Object.fromEntries(
      model.evaluation.slices.filter((s) => s !== "year").map((s) => [s, Array.from(pooled, (r) => stringsOf(table, s)[r]!)]),
    );
    const judge = (tuned: readonly TunedCandidate[]) => {
      const selection = selectBest(
        tuned.map((t) => ({
          candidate: t.spec.name,
          complexity: LEARNERS[t.spec.learner]!.complexity,
          baseline: LEARNERS[t.spec.learner]!.baseline,
          folds: t.folds,
        })),
        metric,
      );
      const walkForward = evaluate({
        task: model.task,
        baseline: model.candidates[0]!.name,
        label: pooledLabel,
        times: Float64Array.from(pooled, (r) => times[r]!),
        isDated: model.sources[0]!.time !== undefined,
        predictions: Object.fromEntries(tuned.map((t) => [t.spec.name, calibrated(t).prediction])),
        columns,
        settings: model.evaluation,
        seed: model.search.seed,
      });
      return { selection, walkForward, verdicts: judgeGates(foldGates(model), walkForward, selection.selected) };
    };

    const search = async (revisit: readonly TunedCandidate[] | undefined) => {
      const tuned: TunedCandidate[] = [];
      for (const [i, spec] of candidates.entries()) {
        const done = (share: number) => progress.at((i + share) / candidates.length, `${revisit ? "widened search, " : ""}${spec.name}`);
        done(0);
        tuned.push(
          await searchCandidate({
            spec,
            folds,
            task: model.task,
            metric,
            trials,
            random: random.fork(spec.name),
            former: revisit?.[i],
            onTrial: done,
          }),
        );
      }
      return tuned;
    };
    let tuned = await search(undefined);
    let judged = judge(tuned);
    const revisited = judged.verdicts.filter((v) => !v.passed).map((v) => v.why);
    if (revisited.length > 0 && candidates.some((c) => Object.keys(c.space).length > 0)) {
      progress.warn(`on the folds ${revisited.join("; ")}: the search is widened once`);
      tuned = await search(tuned);
      judged = judge(tuned);
    }
    const document: SearchDocument = {
      metric: metric.name,
      candidates: tuned.map((t) => ({
        name: t.spec.name,
        learner: t.spec.learner,
        params: t.params,
        calibration: calibrated(t).calibration,
        folds: t.folds,
        trials: t.trials,
      })),
      ...judged,
      revisited,
    };
    outputs.search!.writeJson("search.json", document);
    if (automlOf(model.candidates) !== undefined) {
      const { prediction } = tuned.find((t) => t.spec.name === judged.selection.selected)!.fits.at(-1)!;
      await outputs.search!.writeTable(ADOPTED_FILES.newestFold, {
        rows: prediction.length,
        columns: { prediction: { type: "number", values: prediction } },
      });
    }
    const meanOf = ({ folds }: TunedCandidate) => folds.reduce<number>((s, v) => s + (v ?? Number.NaN), 0) / folds.length;
    for (const t of tuned) progress.metric(`${t.spec.name}.walk-forward.${metric.name}`, meanOf(t));
    progress.metric(searchObjective(metric.name), meanOf(tuned.find((t) => t.spec.name === judged.selection.selected)!));
    return { verdict: "done" };
  },
};
