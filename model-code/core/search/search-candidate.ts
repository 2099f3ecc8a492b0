import type { Metric } from "../evaluate/metric";
import { LEARNERS } from "../learners";
import type { Params, Task } from "../learners/learner";
import type { Random } from "../random";
import type { CandidateSpec } from "../spec/model-schema";
import { type FoldData, type FoldFit, fitFold } from "./fold-fits";
import { drawPoints, widenSpace } from "./space";
import { successiveHalving } from "./successive-halving";

export interface TunedCandidate {
  readonly spec: CandidateSpec;
  /** Fixed, searched and settled parameters of the best point. */
  readonly params: Params;
  /** The metric on each fold. */
  readonly folds: readonly (number | null)[];
  /** The best point's fits, one a fold. */
  readonly fits: readonly FoldFit[];
  readonly trials: readonly { readonly point: Params; readonly folds: readonly (number | null)[]; readonly round: "search" | "revisit" }[];
}

export interface CandidateSearch {
  readonly spec: CandidateSpec;
  readonly folds: readonly FoldData[];
  readonly task: Task;
  readonly metric: Metric;
  /** Points to draw. */
  readonly trials: number;
  readonly random: Random;
  /** What a first search found: its best point stays in the race, in a space widened around it. @default this is the first search */
  readonly former?: TunedCandidate | undefined;
  /** Called with the share done after each fit's point. */
  readonly onTrial: (share: number) => void;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;

/** What the folds' fits settled, brought to one value each: the median. */
function settledParams(fits: readonly FoldFit[]): Params {
  const names = Object.keys(fits[0]?.settled ?? {});
  return Object.fromEntries(names.map((name) => [name, median(fits.map((f) => Number(f.settled[name])))]));
}

/** Searches one candidate's space on the folds; a candidate without a space has one point. */
export async function searchCandidate(search: CandidateSearch): Promise<TunedCandidate> {
  const { spec, folds, task, metric, random, former } = search;
  const pointOf = (params: Params): Params => Object.fromEntries(Object.keys(spec.space).map((name) => [name, params[name]!]));
  if (former !== undefined && Object.keys(spec.space).length === 0) return former;
  const space = former === undefined ? spec.space : widenSpace(spec.space, LEARNERS[spec.learner]!.params, pointOf(former.params));
  const drawn = drawPoints(space, search.trials, random.fork(former === undefined ? "search" : "revisit"));
  const points = former === undefined ? drawn : [pointOf(former.params), ...drawn];
  const fits = new Map<Params, FoldFit[]>();
  let evaluated = 0;
  const result = await successiveHalving({
    points,
    folds: folds.length,
    metric,
    async evaluate(point, which) {
      const mine = fits.get(point) ?? [];
      fits.set(point, mine);
      const figures = which.map((f) => {
        const fit = fitFold(spec, point, folds[f]!, task, random.fork(`fold ${f}`));
        mine[f] = fit;
        return metric.compute(folds[f]!.validate.label, fit.prediction);
      });
      evaluated += which.length;
      search.onTrial(Math.min(1, evaluated / (points.length + 2 * folds.length)));
      return figures;
    },
  });
  const best = fits.get(result.best.point)!;
  const round = former === undefined ? ("search" as const) : ("revisit" as const);
  return {
    spec,
    params: { ...spec.params, ...result.best.point, ...settledParams(best) },
    folds: result.best.folds,
    fits: best,
    trials: [...(former?.trials ?? []), ...result.trials.map((t) => ({ point: t.point, folds: t.folds, round }))],
  };
}
