import type { GuardRail, RailName, RailVerdict, Verdict } from "./guard-rail";
import { GUARD_RAILS } from "./guard-rails";
import type { Candidate, ReleaseManifest } from "./manifest";
import type { ReleaseWindows } from "./observe";
import type { ReleaseShares } from "./release-sample";
import { isLastStage, type ReleasePlan, stageText } from "./transitions";

/** What a decision about a release rests on: figures only, and nobody's name. An alias, so that it is evidence for the audit. */
export type ReleaseEvidence = {
  readonly mode: Candidate["mode"];
  /** Share of the callers that the candidate answers; 0 in shadow. */
  readonly weight: number;
  readonly requests: { readonly stable: number; readonly candidate: number; readonly required: number };
  readonly bakeMinutes: { readonly passed: number; readonly required: number };
  /** Chance that a candidate as good as the stable version is rolled back, over the whole release. */
  readonly falseAlarmRate: number;
  readonly rails: Readonly<Record<RailName, RailVerdict>>;
  /** Absent where nothing was left out. */
  readonly sampled?: ReleaseShares;
};

export interface ReleaseDecision {
  readonly action: "advance" | "promote" | "hold" | "roll-back";
  /** Plain sentences with the figures. */
  readonly reasons: readonly string[];
  /** null where there is no release under way. */
  readonly evidence: ReleaseEvidence | null;
}

export interface ReleaseSituation {
  readonly plan: ReleasePlan;
  readonly manifest: ReleaseManifest;
  readonly windows: ReleaseWindows;
  /** Requests that both answered, where the windows are of a sample. @default those of the windows */
  readonly asked?: Readonly<Record<"stable" | "candidate", number>>;
  readonly sampled?: ReleaseShares | undefined;
  readonly now: Date;
}

/**
 * Whether a release may go on.
 *
 * - Roll back as soon as a guard rail is violated: its figure is beyond the limit of the plan, and a sequential test rules out that the
 *   candidate is as good as the stable version. This may be asked at any time and any number of times. All tests together rule that out
 *   wrongly with a chance of at most `plan.falseAlarmRate` over the whole release: each guard rail has an equal part of it (Bonferroni),
 *   and one that begins anew with each stage has an equal part of that for each stage. Errors and slow runs are taken to be independent
 *   of each other, as they are not where few callers with keys make most of them; answers of a canary only from group of callers to
 *   group. A stage that is resumed after a pause is a stage more.
 * - Advance, or promote after the last weight, once the stage's minimum of requests was answered by both, its time to bake has passed,
 *   and no guard rail is unclear: each figure's upper bound is within its limit, or the figure itself is no worse than of the stable
 *   version, which its noise may leave unproven. The sentences tell which, and name the guard rails of which too little was seen to
 *   judge: they hold nothing back. Outcomes count among these in shadow, where every row is
 *   compared, as soon as labels come in; later they can only roll back. A plan that is to wait for labels bakes longer than they take.
 * - Hold otherwise; a paused release holds, too, but is rolled back as any other.
 *
 * A shift of the predictions is no harm where the loss, once enough labels are in, is within its limit. In shadow, where no caller sees
 * the answers, it waits for them if labels come in.
 */
export function decideRelease({ plan, manifest, windows, asked, sampled, now }: ReleaseSituation): ReleaseDecision {
  const { candidate } = manifest;
  if (candidate === null) return { action: "hold", reasons: [stageText(manifest)], evidence: null };
  const stage = candidate.mode === "shadow" ? plan.shadow : plan.canary[Math.min(candidate.step, plan.canary.length - 1)]!;
  const evidence: ReleaseEvidence = {
    mode: candidate.mode,
    weight: candidate.mode === "shadow" ? 0 : candidate.weight,
    requests: {
      stable: asked?.stable ?? windows.stable.requests,
      candidate: asked?.candidate ?? windows.candidate.requests,
      required: stage.minRequests,
    },
    bakeMinutes: { passed: (now.getTime() - Date.parse(manifest.since)) / 60_000, required: stage.bakeMinutes },
    falseAlarmRate: plan.falseAlarmRate,
    rails: judgeRails(plan, candidate, windows),
    ...(sampled === undefined ? {} : { sampled }),
  };
  const violated = sentences(evidence, "violated");
  if (violated.length > 0) return { action: "roll-back", reasons: [...violated, ...sampleText(sampled)], evidence };
  const waits = [
    ...(manifest.state === "paused" ? ["the release is paused"] : []),
    ...(["stable", "candidate"] as const)
      .filter((arm) => evidence.requests[arm] < stage.minRequests)
      .map((arm) => `${arm} answered ${evidence.requests[arm]} of ${stage.minRequests} requests`),
    ...(evidence.bakeMinutes.passed < stage.bakeMinutes
      ? [`baked for ${Math.floor(evidence.bakeMinutes.passed)} of ${stage.bakeMinutes} minutes`]
      : []),
    ...sentences(evidence, "unclear"),
  ];
  if (waits.length > 0) return { action: "hold", reasons: [...waits, ...sampleText(sampled)], evidence };
  const reasons = [...sentences(evidence, "kept"), ...sentences(evidence, "unknown"), ...sampleText(sampled)];
  return { action: isLastStage(candidate, plan) ? "promote" : "advance", reasons, evidence };
}

const partText = (share: number, what: string): string => (share === 1 ? `all ${what}` : `1 in ${1 / share} ${what}`);

const sampleText = (sampled: ReleaseShares | undefined): readonly string[] =>
  sampled === undefined
    ? []
    : [
        `judged by a sample: ${partText(sampled.stable, "requests to stable")}, ${partText(sampled.candidate, "to the candidate")}, ${partText(sampled.rows, "rows")}`,
      ];

function judgeRails(plan: ReleasePlan, candidate: Candidate, windows: ReleaseWindows): ReleaseEvidence["rails"] {
  const stages = 1 + plan.canary.length;
  const judged = Object.fromEntries(
    GUARD_RAILS.map((rail) => {
      const errorBound = plan.falseAlarmRate / GUARD_RAILS.length / (rail.per === "stage" ? stages : 1);
      return [rail.name, rail.judge(windows, plan.guardRails, errorBound)];
    }),
  ) as Record<RailName, RailVerdict>;
  const { "prediction-shift": shift, loss } = judged;
  const awaitsLabels = candidate.mode === "shadow" && windows.outcomes.length > 0;
  return {
    ...judged,
    "prediction-shift": { ...shift, verdict: shiftVerdict(shift.verdict, loss, awaitsLabels) },
    loss: { ...loss, verdict: lossVerdict(loss.verdict, awaitsLabels) },
  };
}

function shiftVerdict(shift: Verdict, loss: RailVerdict, awaitsLabels: boolean): Verdict {
  if (shift !== "violated" && shift !== "unclear") return shift;
  if (loss.figure !== null && loss.figure <= loss.limit) return "kept";
  return awaitsLabels ? "unclear" : shift;
}

function lossVerdict(loss: Verdict, awaitsLabels: boolean): Verdict {
  if (loss !== "unknown" && loss !== "unclear") return loss;
  return awaitsLabels ? "unclear" : "unknown";
}

const IN_WORDS: Readonly<Record<Verdict, string>> = { kept: "kept", violated: "violated", unclear: "unclear", unknown: "left open" };

const text = (value: number): string => String(+value.toPrecision(3));

function sentences({ rails }: ReleaseEvidence, verdict: Verdict): readonly string[] {
  return GUARD_RAILS.filter((rail) => rails[rail.name].verdict === verdict).map(
    (rail) => `${rail.title} ${IN_WORDS[verdict]}: ${railText(rail, rails[rail.name])}`,
  );
}

function railText(rail: GuardRail, { verdict, figure, limit, upper, statistic, threshold, observations }: RailVerdict): string {
  if (figure === null || upper === null || statistic === null || threshold === null)
    return `${observations.candidate} ${rail.counts} are too few to judge by`;
  if (verdict === "violated")
    return `${text(figure)} ${rail.figure}; limit ${limit}; the test is at ${text(statistic)}, and rules chance out from ${text(threshold)} on`;
  const isLetThrough = rail.name === "prediction-shift" && figure > 0;
  const because = isLetThrough
    ? "no harm, as the loss is within its limit: "
    : "no worse than stable, but not shown to be within its limit: ";
  const how = verdict === "kept" && upper > limit ? because : "";
  return `${text(figure)} ${rail.figure}; ${how}at most ${text(upper)} with 80 % confidence, limit ${limit}`;
}
