import { setTimeout as sleep } from "node:timers/promises";
import { canonicalJson } from "../../core/canonical-json";
import type { ModelRegistry, RegistryEntry } from "../../core/lifecycle/step";
import { BadInput } from "../../core/problem";
import type { BlobStore } from "../blob-store/blob-store";
import { NotFound, PreconditionFailed } from "../blob-store/errors";
import { parseIndex, type RegisteredVersion, type RegistryIndex, withEntry } from "./registry-index";

const CONTAINER = "models";
const ROOT = "registry/";
const INDEX = "/index.json";

/** Somebody always gets through: of n that write at once, the last needs n rounds. */
const MOST_ROUNDS = 200;
const LONGEST_PAUSE_MS = 200;

/** The registry in the blob store: one document per model, `models/registry/<model>/index.json`, guarded by its etag. */
export class BlobModelRegistry implements ModelRegistry {
  constructor(private readonly store: BlobStore) {}

  /**
   * Gives a package the next version; the same digest always gets the same. What was registered first under a digest stays.
   * Any number of processes may register at once.
   * @throws PreconditionFailed if others were first for 200 rounds
   */
  async register(model: string, entry: RegistryEntry): Promise<{ readonly version: number; readonly created: boolean }> {
    for (let round = 1; ; round++) {
      const { index, etag } = await this.read(model);
      const { index: next, version } = withEntry(index, entry);
      if (next === index) return { version, created: false };
      try {
        const condition = etag === undefined ? { ifNoneMatch: true as const } : { ifMatch: etag };
        await this.store.put(CONTAINER, indexName(model), canonicalJson(next), { ...condition, contentType: "application/json" });
        return { version, created: true };
      } catch (error) {
        if (!(error instanceof PreconditionFailed) || round === MOST_ROUNDS) throw error;
        // Spread by chance, so that those who collided do not collide again; no result depends on it.
        await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, 5 * 2 ** round));
      }
    }
  }

  /** @returns the versions of a model, ascending; none for a model that has none */
  async list(model: string): Promise<readonly RegisteredVersion[]> {
    return (await this.read(model)).index.versions;
  }

  /** @returns the models that have a version, sorted by name */
  async models(): Promise<readonly string[]> {
    const names = (await this.store.list(CONTAINER, ROOT)).map((b) => b.name).filter((name) => name.endsWith(INDEX));
    return names.map((name) => name.slice(ROOT.length, -INDEX.length));
  }

  /** @throws NotFound if the model has no such version */
  async get(model: string, version: number): Promise<RegisteredVersion> {
    const versions = await this.list(model);
    const found = versions[version - 1];
    if (found) return found;
    throw new NotFound({
      where: `the registry, model ${model}`,
      expected: `version ${version}`,
      got: versions.length === 0 ? "no versions" : `versions 1 to ${versions.length}`,
      remedy: "`npx mlops models` lists them.",
    });
  }

  private async read(model: string): Promise<{ readonly index: RegistryIndex; readonly etag: string | undefined }> {
    const name = indexName(model);
    try {
      const { content, etag } = await this.store.get(CONTAINER, name);
      return { index: parseIndex(new TextDecoder().decode(content), model, `${CONTAINER}/${name}`), etag };
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      return { index: { model, versions: [] }, etag: undefined };
    }
  }
}

function indexName(model: string): string {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(model)) return `${ROOT}${model}${INDEX}`;
  const expected = "lower-case letters, digits and single hyphens, as in model.yaml";
  throw new BadInput("the name of a model", [
    { where: "model", expected, got: JSON.stringify(model), remedy: "Give the model's folder name." },
  ]);
}
