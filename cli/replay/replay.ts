import { join } from "node:path";
import type { BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import type { ModelFolder } from "../../model-code/adapters/model-files";
import { carryOut } from "../../model-code/adapters/release/carry-out";
import type { AuditVerdict } from "../../model-code/core/audit/verify";
import type { RetrainingRun } from "../../model-code/core/monitor/ledger";
import type { MonitorReport } from "../../model-code/core/monitor/monitor";
import type { ReleaseDecision } from "../../model-code/core/release/controller";
import type { ReleaseManifest } from "../../model-code/core/release/manifest";
import { advance, isLastStage, promote } from "../../model-code/core/release/transitions";
import { localTraining, type TrainedHere } from "../../model-code/hosts/control/local-training";
import { releasePorts, type Tick } from "../../model-code/hosts/control/places";
import { monitorTick, openRelease, releaseTick, retrainTick, rollBackRelease } from "../../model-code/hosts/control/ticks";
import type { RunRecord } from "../../model-code/hosts/local-runner/run-record";
import { type Scorer, startScorer } from "./scorer";
import { type Session, sessionsOf } from "./sessions";
import { STORY, type Stretch } from "./story";
import { type Callers, callersOf } from "./traffic";
import { untilLogged, untilRelease } from "./watch-scorer";

export interface ReplayOptions {
  /** The model as the replay trains it. */
  readonly model: ModelFolder;
  /** The replay's own store: packages and environment in one. */
  readonly store: BlobStore;
  readonly work: string;
  /** sha256 of the first version's package. */
  readonly first: string;
  /** A run over the whole history, and where it is stored: what the callers ask, and what came true. */
  readonly history: { readonly run: RunRecord; readonly store: BlobStore; readonly work: string };
  /** Folder of the server bundle. */
  readonly server: string;
  /** Trains anew on what is known at the end of a day, YYYY-MM-DD. */
  readonly train: (asOf: string) => Promise<TrainedHere>;
  readonly tell: (event: ReplayEvent) => void;
}

/** What happens in the replay, each with its day. */
export type ReplayEvent =
  | { readonly kind: "released"; readonly asOf: string; readonly manifest: ReleaseManifest }
  | { readonly kind: "served"; readonly stretch: Stretch; readonly requests: number }
  | { readonly kind: "monitored"; readonly report: MonitorReport }
  | {
      readonly kind: "asked-to-retrain";
      readonly asOf: string;
      readonly allowed: boolean;
      readonly why: string;
      readonly run: RetrainingRun | undefined;
    }
  | {
      readonly kind: "looked";
      readonly asOf: string;
      readonly requests: number;
      readonly decision: ReleaseDecision;
      readonly manifest: ReleaseManifest;
    }
  | { readonly kind: "drilled"; readonly asOf: string; readonly manifest: ReleaseManifest; readonly milliseconds: number }
  | { readonly kind: "audited"; readonly verdict: AuditVerdict };

/** After the close in New York, summer and winter. */
const EVENING = "T22:00:00Z";

/** What a chapter of the replay works with. */
interface Stage extends ReplayOptions {
  readonly tick: Tick;
  readonly scorer: Scorer;
  readonly callers: Callers;
  /** Lets the sessions up to a day pass: questions after each, labels a session late. @returns the requests that were answered */
  pass(to: string, desks: number, most?: number): Promise<number>;
  today(): string;
}

/**
 * Takes a released first version through the years by the parts that are deployed: answers, monitors, the guard's retraining, a release
 * by evidence, and a rollback drill. All clocks are the story's, but for the scorer's own.
 */
export async function replay(options: ReplayOptions): Promise<void> {
  const { model, store, work, history, tell } = options;
  let today: string = STORY.cut;
  const tick: Tick = {
    model: model.spec,
    places: { packages: store, environment: store },
    clock: () => new Date(`${today}${EVENING}`),
  };
  const { manifest } = await openRelease(tick, options.first, { by: "replay", why: "the first version" });
  tell({ kind: "released", asOf: today, manifest });
  const scorer = await startScorer(options.server, {
    MODELS: model.spec.name,
    STORE_URL: store.location,
    CACHE_DIRECTORY: join(work, "packages"),
    SPOOL_DIRECTORY: join(work, "spool"),
    POLL_SECONDS: "0.05",
    LOG_FLUSH_SECONDS: "0.05",
    DRAIN_SECONDS: "0",
  });
  const callers = callersOf(scorer.address, model.spec.name);
  try {
    await untilRelease(scorer.address, model.spec.name, manifest.version);
    const ahead = [...(await sessionsOf(model.spec, history.run, history.store, history.work, wholeStory))];
    let last: Session | undefined;
    const stage: Stage = {
      ...options,
      tick,
      scorer,
      callers,
      today: () => today,
      async pass(to, desks, most = Number.POSITIVE_INFINITY) {
        let requests = 0;
        for (let passed = 0; passed < most && ahead[0] !== undefined && ahead[0].date <= to; passed++) {
          const session = ahead.shift()!;
          today = session.date;
          requests += (await callers.ask(session, desks)).length;
          if (last !== undefined) await callers.tell(last);
          last = session;
        }
        await untilLogged(scorer.address);
        return requests;
      },
    };
    await serve(stage);
    if (await release(stage)) await drill(stage);
    const { releases, audit } = releasePorts(tick);
    const { manifest: ended } = (await releases.read(model.spec.name))!;
    tell({ kind: "audited", verdict: await audit.verify(model.spec.name, ended) });
  } finally {
    callers.close();
    await scorer.stop();
  }
}

const wholeStory: Stretch = { from: STORY.served[0]!.from, to: STORY.release.to };

/** One version serves alone; at the end of each stretch the monitors look, and ask the guard where they find decay. */
async function serve(stage: Stage): Promise<void> {
  const { tick, tell } = stage;
  const training = localTraining(() => stage.train(stage.today()));
  for (const stretch of STORY.served) {
    tell({ kind: "served", stretch, requests: await stage.pass(stretch.to, 1) });
    const { report, request } = await monitorTick({ ...tick, asOf: stretch.to });
    tell({ kind: "monitored", report });
    if (request === undefined) continue;
    const { allowed, why, run } = await retrainTick({ ...tick, training, request });
    tell({ kind: "asked-to-retrain", asOf: stage.today(), allowed, why, run });
    await untilServed(stage);
  }
}

/** Looks at the release under way after each fortnight, until it has ended. @returns whether the challenger was promoted */
async function release(stage: Stage): Promise<boolean> {
  const { tick, scorer, tell } = stage;
  for (;;) {
    const requests = await stage.pass(STORY.release.to, STORY.desks, STORY.sessionsPerLook);
    if (requests === 0) return false;
    const { decision, manifest } = await releaseTick({ ...tick, asOf: stage.today() });
    if (manifest === undefined || decision.evidence === null) return false;
    tell({ kind: "looked", asOf: stage.today(), requests, decision, manifest });
    await untilRelease(scorer.address, tick.model.name, manifest.version);
    if (manifest.candidate === null) return decision.action === "promote";
  }
}

/**
 * A person takes the new version back, by the one write that it takes. After the drill the same person lets it take over again, on the
 * evidence that its release had: each step is announced in the audit, as any other.
 */
async function drill({ tick, scorer, tell, today }: Stage): Promise<void> {
  const ports = releasePorts(tick);
  const { stable } = (await ports.releases.read(tick.model.name))!.manifest;
  const begun = performance.now();
  const manifest = await rollBackRelease(tick, { by: "on-call", why: "a rollback drill" });
  await untilRelease(scorer.address, tick.model.name, manifest.version);
  tell({ kind: "drilled", asOf: today(), manifest, milliseconds: performance.now() - begun });
  const why = `the drill is over; on the evidence of the release that ended on ${today()}`;
  await openRelease(tick, stable!, { by: "on-call", why });
  let current = (await ports.releases.read(tick.model.name))!;
  while (current.manifest.candidate !== null) {
    const isLast = isLastStage(current.manifest.candidate, tick.model.release);
    const next = (isLast ? promote : advance)(current.manifest, tick.model.release, tick.clock());
    const entry = { who: "on-call", action: isLast ? "promote" : "advance", why, digest: stable, evidence: null } as const;
    current = await carryOut(ports, current, next, entry);
  }
  tell({ kind: "released", asOf: today(), manifest: current.manifest });
  await untilServed({ tick, scorer });
}

/** Waits until the scorer answers by what the release manifest says now. */
async function untilServed({ tick, scorer }: Pick<Stage, "tick" | "scorer">): Promise<void> {
  const { manifest } = (await releasePorts(tick).releases.read(tick.model.name))!;
  await untilRelease(scorer.address, tick.model.name, manifest.version);
}
