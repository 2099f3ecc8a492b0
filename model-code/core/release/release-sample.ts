import { BoundedMap } from "../serving/bounded-map";
import type { SaidLabel } from "../serving/join-labels";
import type { PredictionRecord } from "../serving/prediction-record";
import { MOST_ROWS, RowSample } from "../serving/row-sample";
import type { ReleaseManifest } from "./manifest";
import { type ObservedRecord, observed, type ReleaseWindows, type Served, windowsOf } from "./observe";

/** What of a release's traffic its windows are made of: chances to be in them, 1, 1/2, 1/4 … An alias, so that it is evidence for the audit. */
export type ReleaseShares = {
  /** Of a request, and of an answer's latency, by who answered. */
  readonly stable: number;
  readonly candidate: number;
  /** Of a row, with its answers by both, and its loss. */
  readonly rows: number;
};

export interface SampledWindows {
  readonly windows: ReleaseWindows;
  /** Requests that both answered in the stage; where they are a sample, as many as that comes to. */
  readonly asked: { readonly stable: number; readonly candidate: number };
  /** undefined if nothing was left out. */
  readonly sampled: ReleaseShares | undefined;
}

/** Requests and answers of one version, in the current stage. */
class ArmSample {
  readonly requests: BoundedMap<ObservedRecord>;
  readonly answers: BoundedMap<ObservedRecord>;

  constructor(most: number) {
    this.requests = new BoundedMap(most);
    this.answers = new BoundedMap(most);
  }

  add(record: ObservedRecord): void {
    this.answers.set(record.id, record);
    const request = record.id.slice(0, record.id.lastIndexOf("/"));
    // a row that fails makes it an error
    if (record.status === "error" || this.requests.get(request) === undefined) this.requests.set(request, record);
  }
}

/**
 * The windows of a release, of a stream of labels and then of predictions, in memory that does not grow with them. Up to `most` requests
 * and rows they are those of `windowsOf`. Of more, requests are a sample of their own for each of both versions, by their ids: what is
 * compared there are shares, and the rarer version keeps all of its own. Rows are one sample for both, by what they are about, so that
 * losses stay in pairs. What is judged are the sample's counts, so each test holds; each halving of a sample begins one test more.
 */
export class ReleaseSample {
  readonly #arms: Readonly<Record<"stable" | "candidate", ArmSample>>;
  readonly #rows: RowSample<ObservedRecord>;

  /** @param began version of the manifest by which the release began */
  constructor(
    private readonly manifest: ReleaseManifest,
    private readonly began: number,
    private readonly served: Served,
    most = MOST_ROWS,
  ) {
    this.#arms = { stable: new ArmSample(most), candidate: new ArmSample(most) };
    const slotOf = ({ digest, arm, release }: ObservedRecord) => `${digest} ${arm} ${release === manifest.version}`;
    this.#rows = new RowSample({ most, rowOf: (_, key) => key, slotOf, counts: "first" });
  }

  /** All of them before the first prediction. */
  label(label: SaidLabel): void {
    this.#rows.label(label);
  }

  add(prediction: PredictionRecord): void {
    const { stable, candidate, version } = this.manifest;
    const seen = observed(this.manifest, this.began, prediction);
    if (seen === undefined) return;
    const by = seen.digest === stable ? "stable" : "candidate";
    // one text for all
    const record = { ...seen, digest: by === "stable" ? stable! : candidate!.digest };
    this.#rows.add(record, record.score === null || record.release > version ? undefined : record);
    if (record.release === version && (record.arm === "stable") === (by === "stable")) this.#arms[by].add(record);
  }

  result(): SampledWindows {
    const { stable, candidate } = this.#arms;
    const of = (records: readonly ObservedRecord[], labels: readonly SaidLabel[] = []) =>
      windowsOf(this.manifest, records, labels, this.served);
    const requests = of([...stable.requests.values(), ...candidate.requests.values()]);
    const answers = of([...stable.answers.values(), ...candidate.answers.values()]);
    const { predictions, labels, share } = this.#rows.result();
    const rows = of(predictions, labels);
    const windowOf = (arm: "stable" | "candidate") => ({
      ...requests[arm],
      latency: answers[arm].latency,
      answers: rows[arm].answers,
    });
    const askedOf = (arm: "stable" | "candidate") => Math.round(requests[arm].requests / this.#arms[arm].requests.share);
    const shareOf = ({ requests: r, answers: a }: ArmSample) => Math.min(r.share, a.share);
    const shares = { stable: shareOf(stable), candidate: shareOf(candidate), rows: share };
    return {
      windows: { stable: windowOf("stable"), candidate: windowOf("candidate"), outcomes: rows.outcomes },
      asked: { stable: askedOf("stable"), candidate: askedOf("candidate") },
      sampled: Math.min(...Object.values(shares)) < 1 ? shares : undefined,
    };
  }
}
