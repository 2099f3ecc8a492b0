import { eachRecord } from "../../adapters/prediction-log/read-predictions";
import { carryOut, type ReleasePorts } from "../../adapters/release/carry-out";
import type { SealedEntry } from "../../core/audit/chain";
import { dayText, parseDay } from "../../core/data/day";
import { decideRelease, type ReleaseDecision } from "../../core/release/controller";
import type { ReleaseManifest } from "../../core/release/manifest";
import { ReleaseSample } from "../../core/release/release-sample";
import { advance, promote, rollBack } from "../../core/release/transitions";
import type { FeedbackRecord, PredictionRecord } from "../../core/serving/prediction-record";
import { CONTROL, type ReleaseSubject, releasePorts } from "./places";
import { storedPackage } from "./stored-package";

/** Rows that are asked about while a release is under way may be about so many days before it began. */
const EARLIER_DAYS = 31;
/** Entries of the audit among which the beginning of a release is looked for first: more than most have. */
const NEWEST_ENTRIES = 32;

export interface ReleaseTick extends ReleaseSubject {
  /** The last day that rows may be about, YYYY-MM-DD. @default the clock's */
  readonly asOf?: string | undefined;
  /** Who has it done, for the audit. @default control */
  readonly by?: string;
}

export interface ReleaseOutcome {
  readonly decision: ReleaseDecision;
  /** The manifest after it; undefined for a model that was never released. */
  readonly manifest: ReleaseManifest | undefined;
}

/** By which version of the manifest a candidate's release began, and on which day. One that the audit does not know began with its stage. */
async function beginningOf({ audit }: ReleasePorts, { model, version, since }: ReleaseManifest, candidate: string) {
  const isStart = (e: SealedEntry) => e.action === "start" && e.digest === candidate;
  const entry = (await audit.newest(model, NEWEST_ENTRIES)).find(isStart) ?? (await audit.entries(model)).filter(isStart).at(-1);
  return { version: entry?.manifest?.version ?? version, day: (entry?.time ?? since).slice(0, 10) };
}

/**
 * Looks at a release under way, decides, and does what was decided.
 * @throws ReleaseConflict if somebody else changed the release at the same time; what they did stands
 */
export async function releaseTick(tick: ReleaseTick): Promise<ReleaseOutcome> {
  const { model, places, clock, asOf } = tick;
  const now = clock();
  const ports = releasePorts(tick);
  const current = await ports.releases.read(model.name);
  const manifest = current?.manifest;
  if (manifest === undefined || manifest.stable === null || manifest.candidate === null) {
    const why = manifest === undefined ? "never released" : manifest.state === "retired" ? "retired" : "no release under way";
    return { decision: { action: "hold", reasons: [why], evidence: null }, manifest };
  }
  const { document, profile } = await storedPackage(places.packages, manifest.stable);
  const to = asOf ?? now.toISOString().slice(0, 10);
  const began = await beginningOf(ports, manifest, manifest.candidate.digest);
  const days = { from: dayText(parseDay(began.day < to ? began.day : to) - EARLIER_DAYS), to };
  const served = { task: document.task, time: document.time, answerEdges: profile?.prediction.edges ?? [] };
  const sample = new ReleaseSample(manifest, began.version, served);
  await eachRecord<FeedbackRecord>(places.environment, model.name, "feedback", days, (label) => sample.label(label));
  await eachRecord<PredictionRecord>(places.environment, model.name, "predictions", days, (record) => sample.add(record));
  const decision = decideRelease({ plan: model.release, manifest, ...sample.result(), now });
  const { action, reasons, evidence } = decision;
  if (action === "hold") return { decision, manifest };
  const next = CHANGES[action](manifest, model.release, now);
  const why = reasons.join("; ");
  await carryOut(ports, current, next, { who: tick.by ?? CONTROL, action, why, digest: manifest.candidate.digest, evidence });
  return { decision, manifest: next };
}

const CHANGES: Readonly<Record<Exclude<ReleaseDecision["action"], "hold">, typeof advance>> = {
  advance,
  promote,
  "roll-back": (manifest, _plan, now) => rollBack(manifest, now),
};
