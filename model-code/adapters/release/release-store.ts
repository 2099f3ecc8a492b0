import type { Unreadable } from "../../core/audit/verify";
import { canonicalJson } from "../../core/canonical-json";
import { BadInput, type Problem, problemText } from "../../core/problem";
import { parseManifest, type ReleaseManifest } from "../../core/release/manifest";
import type { BlobStore } from "../blob-store/blob-store";
import { DamagedBlob, NotFound, PreconditionFailed } from "../blob-store/errors";

/** Somebody else changed the release first; what was to be done rests on what is no longer so. */
export class ReleaseConflict extends Error {
  readonly code = "RELEASE_CONFLICT";
  constructor(readonly problem: Problem) {
    super(problemText(problem));
  }
}

/** A manifest as it was read; `etag` guards the write that rests on it. */
export interface StoredManifest {
  readonly manifest: ReleaseManifest;
  readonly etag: string;
}

const nameOf = (model: string): string => `${model}.json`;

/** The release manifests, `releases/<model>.json`. Of two that write at once, one wins. */
export class ReleaseStore {
  constructor(private readonly store: BlobStore) {}

  /**
   * @returns undefined for a model that was never released
   * @throws BadInput for what is no manifest of this model, StoreUnavailable
   */
  async read(model: string): Promise<StoredManifest | undefined> {
    try {
      const { content, etag } = await this.store.get("releases", nameOf(model));
      return { manifest: parseManifest(new TextDecoder().decode(content), model, `releases/${nameOf(model)}`), etag };
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  /**
   * The manifest, for whoever must go on without it.
   * @throws StoreUnavailable
   */
  async find(model: string): Promise<ReleaseManifest | Unreadable | undefined> {
    try {
      return (await this.read(model))?.manifest;
    } catch (error) {
      if (error instanceof BadInput || error instanceof DamagedBlob) return "unreadable";
      throw error;
    }
  }

  /**
   * Writes what follows from `current`, if that is still what is there.
   * @param current as it was read; undefined if there was none
   * @throws ReleaseConflict if it is not
   */
  async write(current: StoredManifest | undefined, next: ReleaseManifest): Promise<StoredManifest> {
    const name = nameOf(next.model);
    const condition = current === undefined ? { ifNoneMatch: true as const } : { ifMatch: current.etag };
    try {
      const { etag } = await this.store.put("releases", name, canonicalJson(next), { ...condition, contentType: "application/json" });
      return { manifest: next, etag };
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error;
      throw new ReleaseConflict({
        where: `releases/${name}`,
        expected: current === undefined ? "none" : `version ${current.manifest.version}, as it was read`,
        got: `version ${(await this.read(next.model))?.manifest.version ?? "none"}`,
        remedy: `Look at \`npx mlops release status ${next.model}\`, then decide anew.`,
      });
    }
  }

  /** The models that have a manifest, sorted. */
  async models(): Promise<readonly string[]> {
    const names = (await this.store.list("releases")).map((b) => b.name).filter((name) => /^[^/]+\.json$/.test(name));
    return names.map((name) => name.slice(0, -".json".length));
  }
}
