import { seededRandom } from "../../../model-code/core/random";
import { decideRelease } from "../../../model-code/core/release/controller";
import { LATENCY_BINS, latencyBin } from "../../../model-code/core/release/latency-histogram";
import type { ReleaseManifest } from "../../../model-code/core/release/manifest";
import type { ArmWindow, OutcomeBlock } from "../../../model-code/core/release/observe";
import { advance, type ReleasePlan, start } from "../../../model-code/core/release/transitions";

/** How requests turn out. */
export interface Behaviour {
  readonly errorRate: number;
  /** Of all latencies, against the stable version's. */
  readonly slower: number;
  /** Log loss more, on average. */
  readonly lossMore: number;
  /** Share of the answers that move up to the last tenth. */
  readonly shifted: number;
}

export const EQUAL: Behaviour = { errorRate: 0.01, slower: 1, lossMore: 0, shifted: 0 };

export interface World {
  readonly plan: ReleasePlan;
  /** Standard deviation of ln(latency). */
  readonly spread: number;
  /** Requests between two looks of the controller. */
  readonly batch: number;
  readonly labels: boolean;
  readonly requests: number;
}

const TABLE = 1 << 16;
const random = seededRandom("tables");
const NORMAL = Float64Array.from({ length: TABLE }, () => random.normal());
const MEAN = NORMAL.reduce((a, b) => a + b) / TABLE;
/** Of two models' losses on the same row: log loss of logits that differ by about a half. */
const LOSS_SCATTER = 0.25;
const BINS = 10;
/** Of callers: fewer than a scorer tells apart, and as good where each asks once. */
const GROUPS = 32;
/** Rows about the same moment. */
const BLOCK = 20;

function latencies(spread: number, slower: number): Uint16Array {
  return Uint16Array.from(NORMAL, (z) => latencyBin(20 * slower * Math.exp(spread * (z - MEAN))));
}

type Counts = { requests: number; errors: number; latency: Map<1, Float64Array>; answers: Map<number, Float64Array> };
const nothing = (): Counts => ({
  requests: 0,
  errors: 0,
  latency: new Map([[1, new Float64Array(LATENCY_BINS)]]),
  answers: new Map(Array.from({ length: GROUPS }, (_, group) => [group, new Float64Array(BINS)])),
});

export interface End {
  readonly how: "rolled back" | "promoted" | "under way";
  readonly why: string;
  readonly requests: number;
}

/** Runs one release to its end, or until `world.requests` have come in; the controller looks after each batch. */
export function simulator(world: World, candidate: Behaviour): (seed: number) => End {
  const tables = { stable: latencies(world.spread, 1), candidate: latencies(world.spread, candidate.slower) };
  const behaviours = { stable: EQUAL, candidate };
  return (seed) => {
    // xorshift32 (Marsaglia 2003): no call of Math, which is slow in jest's realm
    let state = (seed * 2654435761 + 0x9e3779b9) | 1;
    const word = (): number => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state >>> 0;
    };
    const answer = (arm: "stable" | "candidate", window: Counts) => {
      const behaviour = behaviours[arm];
      window.requests++;
      if (word() / 2 ** 32 < behaviour.errorRate) window.errors++;
      else {
        const w = word();
        window.latency.get(1)![tables[arm][w & 0xffff]!]!++;
        const place = (w >>> 16) / TABLE;
        window.answers.get(window.requests % GROUPS)![place < behaviour.shifted ? BINS - 1 : (place * BINS) | 0]!++;
      }
    };
    let clock = Date.UTC(2009, 0, 1);
    let manifest: ReleaseManifest = start(undefined, "simulated", "aa".repeat(32), new Date(clock));
    manifest = start(manifest, "simulated", "bb".repeat(32), new Date(clock));
    let [stable, other] = [nothing(), nothing()];
    const outcomes: OutcomeBlock[] = [];
    let arriving: OutcomeBlock[] = [];
    for (let requests = 0; requests < world.requests; ) {
      const mode = manifest.candidate!;
      const below = mode.mode === "canary" ? mode.weight * 2 ** 32 : 0;
      for (let i = 0; i < world.batch; i++) {
        if (mode.mode === "shadow") {
          answer("stable", stable);
          answer("candidate", other);
        } else if (word() < below) answer("candidate", other);
        else answer("stable", stable);
      }
      requests += world.batch;
      clock += 20 * 60_000;
      // labels come a batch late
      outcomes.push(...arriving);
      arriving = [];
      for (let rows = 0; mode.mode === "shadow" && world.labels && rows < world.batch; rows += BLOCK) {
        const noise = LOSS_SCATTER * Math.sqrt(BLOCK) * (NORMAL[word() & 0xffff]! - MEAN);
        arriving.push({ rows: BLOCK, difference: BLOCK * candidate.lossMore + noise });
      }
      const now = new Date(clock);
      const windows: { stable: ArmWindow; candidate: ArmWindow; outcomes: readonly OutcomeBlock[] } = {
        stable,
        candidate: other,
        outcomes,
      };
      const decision = decideRelease({ plan: world.plan, manifest, windows, now });
      if (decision.action === "roll-back") return { how: "rolled back", why: decision.reasons.join("; "), requests };
      if (decision.action === "promote") return { how: "promoted", why: "", requests };
      if (decision.action === "advance") {
        manifest = advance(manifest, world.plan, now);
        [stable, other] = [nothing(), nothing()];
      }
    }
    return { how: "under way", why: "", requests: world.requests };
  };
}
