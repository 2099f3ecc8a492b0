import { type Problem, problemText } from "../problem";
import type { ModelSpec } from "../spec/model-schema";
import type { Candidate, ReleaseManifest } from "./manifest";

/** How a new version takes over: `release` of model.yaml. */
export type ReleasePlan = ModelSpec["release"];

/** What was asked makes no sense where the release is; says what to do instead. */
export class NoSuchTransition extends Error {
  readonly code = "NO_SUCH_TRANSITION";
  constructor(readonly problem: Problem) {
    super(problemText(problem));
  }
}

/** The release in a few words: "canary at 25 %". */
export function stageText({ state, stable, candidate }: ReleaseManifest): string {
  if (state === "retired") return "retired";
  const stage =
    candidate === null
      ? stable === null
        ? "nothing is served"
        : "no release under way"
      : candidate.mode === "shadow"
        ? "shadow"
        : `canary at ${+(candidate.weight * 100).toFixed(2)} %`;
  return state === "paused" ? `${stage}, paused` : stage;
}

const refuse = (manifest: ReleaseManifest, expected: string, remedy: string): NoSuchTransition =>
  new NoSuchTransition({ where: `the release of ${manifest.model}`, expected, got: stageText(manifest), remedy });

const next = (manifest: ReleaseManifest, now: Date, change: Partial<ReleaseManifest>): ReleaseManifest => ({
  ...manifest,
  ...change,
  version: manifest.version + 1,
  since: now.toISOString(),
});

/**
 * Begins a release: in shadow beside what is stable. The first of a model answers at once, as there is nothing to compare it with.
 * @param manifest undefined for a model that was never released
 * @throws NoSuchTransition
 */
export function start(manifest: ReleaseManifest | undefined, model: string, digest: string, now: Date): ReleaseManifest {
  if (manifest === undefined)
    return { schema: 1, model, version: 1, state: "serving", stable: digest, previous: null, candidate: null, since: now.toISOString() };
  notRetired(manifest);
  if (manifest.candidate !== null)
    throw refuse(manifest, "no release under way", `Let ${manifest.candidate.digest} be promoted first, or roll it back.`);
  if (manifest.stable === digest)
    throw refuse(manifest, "a package that is not stable already", "There is nothing to release; name another version.");
  return next(manifest, now, { candidate: { digest, mode: "shadow" } });
}

/**
 * From shadow to the first weight of the plan, from a weight to the next.
 * @throws NoSuchTransition after the last: then it is to be promoted
 */
export function advance(manifest: ReleaseManifest, plan: ReleasePlan, now: Date): ReleaseManifest {
  const candidate = candidateOf(manifest);
  notPaused(manifest);
  const step = candidate.mode === "shadow" ? 0 : candidate.step + 1;
  const stage = plan.canary[step];
  if (stage === undefined) throw refuse(manifest, "a weight left in the plan", "Promote it.");
  return next(manifest, now, { candidate: { digest: candidate.digest, mode: "canary", weight: stage.weight, step } });
}

/** Whether the plan has no weight left after where the candidate is. */
export const isLastStage = (candidate: Candidate, plan: ReleasePlan): boolean =>
  candidate.mode === "canary" && candidate.step >= plan.canary.length - 1;

/**
 * The candidate becomes stable; what was stable is kept as what a rollback goes to.
 * @throws NoSuchTransition before the plan's last weight
 */
export function promote(manifest: ReleaseManifest, plan: ReleasePlan, now: Date): ReleaseManifest {
  const candidate = candidateOf(manifest);
  notPaused(manifest);
  if (!isLastStage(candidate, plan)) throw refuse(manifest, "the last weight of the plan", "Let it advance first.");
  return next(manifest, now, { stable: candidate.digest, previous: manifest.stable, candidate: null });
}

/**
 * Drops the candidate; without one, goes back to what was stable before. That can be done once: what is left has no predecessor.
 * @throws NoSuchTransition if there is neither
 */
export function rollBack(manifest: ReleaseManifest, now: Date): ReleaseManifest {
  notRetired(manifest);
  if (manifest.candidate !== null) return next(manifest, now, { state: "serving", candidate: null });
  if (manifest.previous === null)
    throw refuse(manifest, "a candidate, or a version that was stable before", "Release another version, or retire the model.");
  return next(manifest, now, { stable: manifest.previous, previous: null });
}

/** Keeps the candidate from advancing; the split stays, and so do the guard rails. @throws NoSuchTransition */
export function pause(manifest: ReleaseManifest, now: Date): ReleaseManifest {
  candidateOf(manifest);
  notPaused(manifest);
  return next(manifest, now, { state: "paused" });
}

/** Lets a paused release go on; its stage begins anew. @throws NoSuchTransition */
export function resume(manifest: ReleaseManifest, now: Date): ReleaseManifest {
  notRetired(manifest);
  if (manifest.state !== "paused") throw refuse(manifest, "a paused release", "There is nothing to resume.");
  return next(manifest, now, { state: "serving" });
}

/** Nothing is served from now on, for good. @throws NoSuchTransition if that is so already */
export function retire(manifest: ReleaseManifest, now: Date): ReleaseManifest {
  notRetired(manifest);
  return next(manifest, now, { state: "retired", stable: null, previous: null, candidate: null });
}

function notRetired(manifest: ReleaseManifest): void {
  if (manifest.state === "retired")
    throw refuse(manifest, "a model that is not retired", "Retirement is for good: give its successor a name of its own.");
}

function notPaused(manifest: ReleaseManifest): void {
  if (manifest.state === "paused") throw refuse(manifest, "a release that is not paused", "Resume it first.");
}

function candidateOf(manifest: ReleaseManifest): Candidate {
  notRetired(manifest);
  if (manifest.candidate === null) throw refuse(manifest, "a release under way", "Start one.");
  return manifest.candidate;
}
