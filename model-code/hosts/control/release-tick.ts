import { readFeedback, readPredictions } from "../../adapters/prediction-log/read-predictions";
import { dayText, parseDay } from "../../core/data/day";
import { decideRelease, type ReleaseDecision } from "../../core/release/controller";
import type { ReleaseManifest } from "../../core/release/manifest";
import { windowsOf } from "../../core/release/observe";
import { advance, promote, rollBack } from "../../core/release/transitions";
import type { Tick } from "./places";
import { readRelease, writeRelease } from "./release-document";
import { storedPackage } from "./stored-package";

/** Days back to which a release's rows are looked for: longer than one may take. */
const LOOK_BACK_DAYS = 120;

export interface ReleaseTick extends Tick {
  /** The last day that rows may be about, YYYY-MM-DD. @default the clock's */
  readonly asOf?: string | undefined;
}

export interface ReleaseOutcome {
  readonly decision: ReleaseDecision;
  /** The manifest after it; undefined for a model that was never released. */
  readonly manifest: ReleaseManifest | undefined;
}

/**
 * Looks at a release under way, decides, and does what was decided.
 * @throws ReleaseConflict if somebody else changed the release at the same time; what they did stands
 */
export async function releaseTick({ model, places, clock, asOf }: ReleaseTick): Promise<ReleaseOutcome> {
  const now = clock();
  const current = await readRelease(places.environment, model.name);
  const manifest = current?.manifest;
  if (manifest === undefined || manifest.stable === null || manifest.candidate === null) {
    const why = manifest === undefined ? "never released" : manifest.state === "retired" ? "retired" : "no release under way";
    return { decision: { action: "hold", reasons: [why], evidence: null }, manifest };
  }
  const { document, profile } = await storedPackage(places.packages, manifest.stable);
  const to = asOf ?? now.toISOString().slice(0, 10);
  const days = { from: dayText(parseDay(to) - LOOK_BACK_DAYS), to };
  const [predictions, feedback] = await Promise.all([
    readPredictions(places.environment, model.name, days),
    readFeedback(places.environment, model.name, days),
  ]);
  const served = { task: document.task, rowKey: document.rowKey, answerEdges: profile?.prediction.edges ?? [] };
  const windows = windowsOf(manifest, predictions, feedback, served);
  const decision = decideRelease({ plan: model.release, manifest, windows, now });
  const next = applied(manifest, decision.action, model.release, now);
  if (next !== manifest) await writeRelease(places.environment, next, current!.etag);
  return { decision, manifest: next };
}

function applied(manifest: ReleaseManifest, action: ReleaseDecision["action"], plan: Tick["model"]["release"], now: Date): ReleaseManifest {
  switch (action) {
    case "advance":
      return advance(manifest, plan, now);
    case "promote":
      return promote(manifest, plan, now);
    case "roll-back":
      return rollBack(manifest, now);
    case "hold":
      return manifest;
  }
}
