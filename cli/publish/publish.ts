import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import { PreconditionFailed } from "../../model-code/adapters/blob-store/errors";
import { hasFolder, putFolder } from "../../model-code/adapters/blob-store/folders";
import { readLocalFolder } from "../../model-code/adapters/blob-store/local-folder";
import { modelFilesAt } from "../../model-code/core/package/layout";
import { type Artifact, layOut, packageBlob } from "../../model-code/hosts/artifact/artifact";
import type { ContentFolder } from "../../model-code/hosts/artifact/content-folder";
import { type BaseImage, onOwnCopies } from "./base-images";
import type { ImageRegistry } from "./image-registry";
import { zipOf } from "./zip";

/** What became of an artifact, or would. */
export interface Published {
  readonly artifact: Artifact;
  readonly what: "there" | "published" | "locked" | "would publish" | "would lock";
  /** What an image was built on just now. */
  readonly bases: readonly BaseImage[];
}

export interface Targets {
  readonly images: ImageRegistry;
  readonly packages: BlobStore;
}

/** Runs with an artifact laid out whole, in a folder that is gone afterwards. */
async function laidOut<T>(artifact: Artifact, act: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `${artifact.name}-`));
  try {
    layOut(artifact, folder);
    return await act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the artifact, whole, as one file that only its content determines */
export const packed = (artifact: Artifact): Promise<Buffer> =>
  laidOut(artifact, async (folder) => {
    const { files } = await readLocalFolder(folder);
    return zipOf(files.map(({ path }) => ({ path, content: readFileSync(join(folder, path)) })));
  });

/** Builds an image on the registry's own copies of what its Dockerfile names. */
async function build(artifact: Artifact, images: ImageRegistry): Promise<readonly BaseImage[]> {
  return laidOut(artifact, async (folder) => {
    const file = join(folder, "Dockerfile");
    const { dockerfile, bases } = await onOwnCopies(readFileSync(file, "utf8"), images);
    writeFileSync(file, dockerfile);
    await images.build(`${artifact.name}:${artifact.hash}`, folder, artifact.hash);
    return bases;
  });
}

type Outcome = Omit<Published, "artifact">;

async function publishImage(artifact: Artifact, images: ImageRegistry, dryRun: boolean): Promise<Outcome> {
  const image = `${artifact.name}:${artifact.hash}`;
  const state = await images.state(image);
  if (state === "locked") return { what: "there", bases: [] };
  if (dryRun) return { what: state === "absent" ? "would publish" : "would lock", bases: [] };
  const bases = state === "absent" ? await build(artifact, images) : [];
  await images.lock(image);
  return { what: state === "absent" ? "published" : "locked", bases };
}

async function publishPackage(artifact: Artifact, packages: BlobStore, dryRun: boolean): Promise<Published["what"]> {
  const blob = packageBlob(artifact);
  if ((await packages.head("models", blob)) !== undefined) return "there";
  if (dryRun) return "would publish";
  try {
    await packages.put("models", blob, await packed(artifact), { ifNoneMatch: true, contentType: "application/zip" });
    return "published";
  } catch (error) {
    // under the same hash somebody else put the same bytes
    if (error instanceof PreconditionFailed) return "there";
    throw error;
  }
}

/**
 * Publishes an artifact if it is not there yet: an image is built in the registry and its tag locked, a package put into the package
 * store. What stopped half-way is finished by the next call.
 * @param dryRun looks, and says what it would do
 */
export async function publish(artifact: Artifact, { images, packages }: Targets, dryRun: boolean): Promise<Published> {
  if (artifact.form === "image") return { artifact, ...(await publishImage(artifact, images, dryRun)) };
  return { artifact, what: await publishPackage(artifact, packages, dryRun), bases: [] };
}

/** Puts a model's files into the package store, below their hash, if they are not there yet; a call that broke off is finished by the next. */
export async function publishModelFiles(
  { hash, directory }: ContentFolder,
  packages: BlobStore,
  dryRun: boolean,
): Promise<Published["what"]> {
  const { container, prefix } = modelFilesAt(hash);
  if (dryRun) return (await hasFolder(packages, modelFilesAt(hash))) ? "there" : "would publish";
  return (await putFolder(packages, container, prefix, directory)).created ? "published" : "there";
}
