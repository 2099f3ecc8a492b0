import { setTimeout as sleep } from "node:timers/promises";
import type { ModelRegistry, RegistryEntry } from "../../core/lifecycle/step";
import { PACKAGE_STORE } from "../../core/package/layout";
import { BadInput } from "../../core/problem";
import type { BlobStore } from "../blob-store/blob-store";
import { concurrently } from "../blob-store/concurrently";
import { NotFound, PreconditionFailed } from "../blob-store/errors";
import { parseVersion, type RegisteredVersion, writeVersion } from "./registered-version";

const { container: CONTAINER, registry: ROOT } = PACKAGE_STORE;
const DIGITS = 10;
const VERSION = /^\d{10}\.json$/;
const AT_ONCE = 16;

/** Somebody always gets through: of n that write at once, the last needs n rounds. */
const MOST_ROUNDS = 200;
const LONGEST_PAUSE_MS = 200;

/**
 * The registry, in the store of packages: a blob for each version, `models/registry/<model>/<version>.json`, that is written once under a
 * number that nobody had. So it can be where the packages are, in a container that lets nobody change anything.
 */
export class BlobModelRegistry implements ModelRegistry {
  constructor(private readonly packages: BlobStore) {}

  /**
   * Gives a package the next version; the same digest always gets the same. What was registered first under a digest stays; only who
   * adopts what nobody has adopted gives it a version of its own. Any number of processes may register at once.
   * @throws PreconditionFailed if others were first for 200 rounds
   */
  async register(model: string, entry: RegistryEntry): Promise<{ readonly version: number; readonly created: boolean }> {
    let known: readonly RegisteredVersion[] = [];
    for (let round = 1; ; round++) {
      known = await this.read(model, known);
      const there = known.find((v) => v.digest === entry.digest && (entry.adoption === undefined || v.adoption !== undefined));
      if (there !== undefined) return { version: there.version, created: false };
      const version = known.length + 1;
      try {
        await this.packages.put(CONTAINER, blobName(model, version), writeVersion(model, { ...entry, version }), {
          ifNoneMatch: true,
          contentType: "application/json",
        });
        return { version, created: true };
      } catch (error) {
        if (!(error instanceof PreconditionFailed) || round === MOST_ROUNDS) throw error;
        // Spread by chance, so that those who collided do not collide again; no result depends on it.
        await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, 5 * 2 ** round));
      }
    }
  }

  /** @returns the versions of a model, ascending; none for a model that has none */
  list(model: string): Promise<readonly RegisteredVersion[]> {
    return this.read(model, []);
  }

  /** @returns the models that have a version, sorted by name */
  async models(): Promise<readonly string[]> {
    const first = `/${numbered(1)}`;
    const names = (await this.packages.list(CONTAINER, `${ROOT}/`)).map((b) => b.name).filter((name) => name.endsWith(first));
    return names.map((name) => name.slice(ROOT.length + 1, -first.length));
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

  /** All versions; of those that are known already, which never change, nothing is read. */
  private async read(model: string, known: readonly RegisteredVersion[]): Promise<readonly RegisteredVersion[]> {
    const prefix = folderOf(model);
    const names = (await this.packages.list(CONTAINER, prefix))
      .map((b) => b.name)
      .filter((name) => VERSION.test(name.slice(prefix.length)));
    const more = await concurrently(AT_ONCE, names.slice(known.length), async (name) => {
      const version = Number(name.slice(prefix.length, prefix.length + DIGITS));
      const { content } = await this.packages.get(CONTAINER, name);
      return parseVersion(new TextDecoder().decode(content), model, version, `${CONTAINER}/${name}`);
    });
    const all = [...known, ...more];
    const absent = all.findIndex((v, i) => v.version !== i + 1);
    if (absent < 0) return all;
    const remedy = "Restore the blob: a number is given once.";
    const expected = `version ${absent + 1} before version ${all[absent]!.version}`;
    throw new BadInput("the registry", [{ where: `${CONTAINER}/${prefix}`, expected, got: "none", remedy }]);
  }
}

const numbered = (version: number): string => `${String(version).padStart(DIGITS, "0")}.json`;
const blobName = (model: string, version: number): string => `${folderOf(model)}${numbered(version)}`;

function folderOf(model: string): string {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(model)) return `${ROOT}/${model}/`;
  const expected = "lower-case letters, digits and single hyphens, as in model.yaml";
  throw new BadInput("the name of a model", [
    { where: "model", expected, got: JSON.stringify(model), remedy: "Give the model's folder name." },
  ]);
}
