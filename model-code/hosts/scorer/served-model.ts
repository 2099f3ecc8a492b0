import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { parseManifest, type ReleaseManifest } from "../../core/release/manifest";
import { groupsFor, splitFor } from "../../core/release/split";
import { Refused } from "../../core/serving/problem-details";
import { bringPackage, type LoadedPackage } from "./loaded-package";

/** What answers for a model by one version of its release manifest. */
export interface Serving {
  readonly manifest: ReleaseManifest;
  readonly stable: LoadedPackage;
  /** null where there is none, or where it does not load: its callers are then answered by the stable version. */
  readonly candidate: LoadedPackage | null;
  /** Who answers a caller. */
  arm(key: string): "stable" | "canary";
  /** Which group it is in; see `groupsFor`. */
  group(key: string): number | undefined;
}

export interface ServedModelOptions {
  readonly model: string;
  /** Where packages are. */
  readonly packages: BlobStore;
  /** Where the release manifest is. */
  readonly environment: BlobStore;
  /** Folder for local copies of packages. */
  readonly cache: string;
}

/** After so many polls at most, a package that did not load is tried again. */
const MOST_SKIPPED = 40;

/**
 * A model as its release manifest says, as far as that can be done: a version that does not verify or load never answers, what answered
 * before goes on, and `problem` says so.
 */
export class ServedModel {
  readonly name: string;
  private current: Serving | null = null;
  /** Since when the model is retired, as its manifest has it; null if it is not. */
  private retired: string | null = null;
  private told: string | null = null;
  private etag: string | undefined;
  private failures = 0;
  private toSkip = 0;
  private polling: Promise<void> | undefined;

  constructor(private readonly options: ServedModelOptions) {
    this.name = options.model;
  }

  /** What answers now; null if nothing does. */
  get serving(): Serving | null {
    return this.current;
  }

  get isRetired(): boolean {
    return this.retired !== null;
  }

  /** Why what is served is not what the release manifest says, or can't be known to be. */
  get problem(): string | null {
    return this.told;
  }

  /** @throws Refused if nothing answers */
  answering(): Serving {
    if (this.current !== null) return this.current;
    if (this.retired !== null)
      throw new Refused("retired", `${this.name} was retired on ${this.retired.slice(0, 10)} and is not served any more.`);
    throw new Refused("unavailable", this.told ?? `${this.name} is being loaded.`, [], 5);
  }

  /** Looks at the release manifest and does what it says. Never fails; calls at once share one look. */
  poll(): Promise<void> {
    this.polling ??= this.look()
      .catch((error: unknown) => {
        this.told = (error as Error).message;
      })
      .finally(() => {
        this.polling = undefined;
      });
    return this.polling;
  }

  private async look(): Promise<void> {
    const { environment, model } = this.options;
    const blob = `${model}.json`;
    const head = await environment.head("releases", blob);
    if (head === undefined) {
      this.etag = undefined;
      this.told = `releases/${blob}: expected a release manifest, got none. Release a version: npx mlops release start ${model}.`;
      return;
    }
    if (head.etag === this.etag && this.failures === 0) {
      this.told = null;
      return;
    }
    if (head.etag === this.etag && this.toSkip-- > 0) return;
    if (head.etag !== this.etag) this.failures = 0;
    this.etag = head.etag;
    try {
      const { content } = await environment.get("releases", blob);
      await this.apply(parseManifest(new TextDecoder().decode(content), model, `releases/${blob}`));
      this.told = null;
      this.failures = 0;
    } catch (error) {
      this.toSkip = Math.min(2 ** this.failures++, MOST_SKIPPED) - 1;
      throw error;
    }
  }

  private async apply(manifest: ReleaseManifest): Promise<void> {
    this.retired = manifest.state === "retired" ? manifest.since : null;
    if (manifest.stable === null) {
      this.current = null;
      return;
    }
    const stable = await this.bring(manifest.stable);
    const [arm, group] = [splitFor(manifest), groupsFor(manifest)];
    if (manifest.candidate === null) {
      this.current = { manifest, stable, candidate: null, arm, group };
      return;
    }
    try {
      this.current = { manifest, stable, candidate: await this.bring(manifest.candidate.digest), arm, group };
    } catch (error) {
      this.current = { manifest, stable, candidate: null, arm: () => "stable", group };
      throw error;
    }
  }

  private async bring(digest: string): Promise<LoadedPackage> {
    const loaded = [this.current?.stable, this.current?.candidate].find((p) => p?.digest === digest);
    return loaded ?? bringPackage(this.options.packages, digest, this.options.cache);
  }
}
