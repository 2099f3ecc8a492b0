import { logLossOf } from "../evaluate/metrics/log-loss";
import type { Task } from "../learners/learner";
import { joinLabels, keyText, type LabelledPrediction, type SaidLabel } from "../serving/join-labels";
import type { PredictionRecord } from "../serving/prediction-record";
import { LATENCY_BINS, latencyBin } from "./latency-histogram";
import type { ReleaseManifest } from "./manifest";
import { groupOf } from "./split";

/** What one of both did in the stage that the release is in. */
export interface ArmWindow {
  readonly requests: number;
  /** Requests of which a row failed. */
  readonly errors: number;
  /** Runs of the model, by the rows that they had in common, then by latency: length LATENCY_BINS. */
  readonly latency: ReadonlyMap<number, Float64Array>;
  /**
   * Rows answered, by the group of who asked, then by bin of the answer; a row that several callers asked about counts once. In shadow,
   * where both versions answer all callers, each row stands for itself: its group is of itself, the same for both.
   */
  readonly answers: ReadonlyMap<number, Float64Array>;
}

/** Rows that both scored and whose outcome is known, of a stretch of time. */
export interface OutcomeBlock {
  readonly rows: number;
  /** Sum over the rows of the candidate's loss less the stable version's. */
  readonly difference: number;
}

/** What was seen of a release, in sums that name nobody. */
export interface ReleaseWindows {
  readonly stable: ArmWindow;
  readonly candidate: ArmWindow;
  /** In the order of time; since the release began. */
  readonly outcomes: readonly OutcomeBlock[];
}

/** What of the stable package the windows need. */
export interface Served {
  readonly task: Task;
  /** Column of what a row is about that says when; null where none does: then each row is a moment of its own, in the order of asking. */
  readonly time: string | null;
  /** Inner edges of the bins of its answers, rising: those of its reference profile. */
  readonly answerEdges: readonly number[];
}

const MOST_BLOCKS = 256;

/** What of a prediction the windows need. */
export type ObservedRecord = Pick<
  PredictionRecord,
  "id" | "time" | "digest" | "release" | "arm" | "about" | "status" | "score" | "latencyMs" | "run" | "group"
>;

/**
 * What the windows need of a prediction; undefined if it has no part in the release.
 * @param began version of the manifest by which the release began
 */
export function observed(manifest: ReleaseManifest, began: number, record: PredictionRecord): ObservedRecord | undefined {
  const { id, time, digest, release, arm, about, status, score, latencyMs, run, group } = record;
  if (release < began || (digest !== manifest.stable && digest !== manifest.candidate?.digest)) return undefined;
  return { id, time, digest, release, arm, about, status, score, latencyMs, run, group };
}

/**
 * Sums up the prediction log for `decideRelease`.
 *
 * Requests, errors, latency and answers are those of the manifest's current version, so of one stage: a new stage begins anew. Outcomes
 * count since the release began, because a label may come long after its stage. They are compared on the rows that both versions scored:
 * in shadow every row, in canary those that several callers asked about. So each row is one outcome, however many asked. Rows about the
 * same moment (a session of several symbols) are one block, and neighbouring moments are put together where there are more than 256.
 *
 * @param predictions of the model, since the release began; others are passed over
 * @param feedback of the model; of several labels of a row the last counts
 */
export function windowsOf(
  manifest: ReleaseManifest,
  predictions: readonly ObservedRecord[],
  feedback: readonly SaidLabel[],
  served: Served,
): ReleaseWindows {
  const candidate = manifest.candidate?.digest;
  const stage = predictions.filter((p) => p.release === manifest.version);
  return {
    stable: armWindow(
      stage.filter((p) => p.arm === "stable" && p.digest === manifest.stable),
      served,
    ),
    candidate: armWindow(
      stage.filter((p) => p.arm !== "stable" && p.digest === candidate),
      served,
    ),
    outcomes: outcomesOf(manifest, joinLabels(predictions, feedback).rows, served),
  };
}

/** A row is what it is about; where nobody said that, it is itself. */
const rowOf = ({ id, about }: ObservedRecord): string => (about === null ? id : keyText(about));

const requestOf = (id: string): string => id.slice(0, id.lastIndexOf("/"));

/** Counts a run once, by however many lines it is told; of a line that does not say how many rows its run had, nothing can be said. */
function countRun(latency: Map<number, Float64Array>, { status, run, latencyMs }: ObservedRecord): void {
  if (status === "error" || run === undefined) return;
  const runs = latency.get(run) ?? new Float64Array(LATENCY_BINS);
  latency.set(run, runs);
  runs[latencyBin(latencyMs)]! += 1 / run;
}

function armWindow(records: readonly ObservedRecord[], { answerEdges }: Served): ArmWindow {
  const requests = new Set<string>();
  const failed = new Set<string>();
  const answered = new Map<string, { readonly score: number; readonly group: number }>();
  const latency = new Map<number, Float64Array>();
  for (const record of records) {
    const id = requestOf(record.id);
    requests.add(id);
    if (record.status === "error") failed.add(id);
    countRun(latency, record);
    const row = rowOf(record);
    if (record.score !== null && !answered.has(row)) answered.set(row, { score: record.score, group: record.group ?? groupOf(row) });
  }
  const answers = new Map<number, Float64Array>();
  for (const { score, group } of answered.values()) {
    const counts = answers.get(group) ?? new Float64Array(answerEdges.length + 1);
    answers.set(group, counts);
    counts[answerEdges.filter((edge) => score >= edge).length]!++;
  }
  return { requests: requests.size, errors: failed.size, latency, answers };
}

function outcomesOf(
  { stable, candidate, version }: ReleaseManifest,
  scored: readonly LabelledPrediction<ObservedRecord>[],
  { task, time }: Served,
): readonly OutcomeBlock[] {
  const rows = new Map<string, { readonly moment: string; readonly label: number; stable?: number; candidate?: number }>();
  for (const { prediction, label } of scored) {
    const { digest, release, score, about } = prediction;
    const by = digest === stable ? "stable" : digest === candidate?.digest ? "candidate" : undefined;
    if (by === undefined || label === null || score === null || release > version) continue;
    const name = rowOf(prediction);
    const row = rows.get(name) ?? {
      moment: time === null ? `${prediction.time} ${name}` : (about?.[time] ?? prediction.time),
      label,
    };
    rows.set(name, row);
    row[by] ??= score;
  }
  const pairs = [...rows.values()].flatMap(({ moment, label, stable: s, candidate: c }) =>
    s === undefined || c === undefined ? [] : [{ moment, label, stable: s, candidate: c }],
  );
  const loss = task === "regression" ? squaredErrorOver(variance(pairs.map((p) => p.label))) : logLossOf;
  const moments = new Map<string, { rows: number; difference: number }>();
  for (const { moment, stable: s, candidate: c, label } of pairs) {
    const block = moments.get(moment) ?? { rows: 0, difference: 0 };
    moments.set(moment, block);
    block.rows++;
    block.difference += loss(label, c) - loss(label, s);
  }
  return merged([...moments].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, block]) => block));
}

/** A squared error in units of the label's variance; with labels that are all the same there is no unit, and nothing to tell apart. */
const squaredErrorOver = (unit: number) => (label: number, answer: number) => (unit === 0 ? 0 : (answer - label) ** 2 / unit);

function variance(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
}

function merged(blocks: readonly OutcomeBlock[]): readonly OutcomeBlock[] {
  const together = Math.ceil(blocks.length / MOST_BLOCKS);
  if (together <= 1) return blocks;
  return Array.from({ length: Math.ceil(blocks.length / together) }, (_, i) =>
    blocks
      .slice(i * together, (i + 1) * together)
      .reduce((sum, b) => ({ rows: sum.rows + b.rows, difference: sum.difference + b.difference })),
  );
}
