import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { NotFound } from "../../adapters/blob-store/errors";
import { canonicalJson } from "../../core/canonical-json";
import { parseManifest, type ReleaseManifest } from "../../core/release/manifest";

export async function readRelease(
  store: BlobStore,
  model: string,
): Promise<{ readonly manifest: ReleaseManifest; readonly etag: string } | undefined> {
  try {
    const { content, etag } = await store.get("releases", `${model}.json`);
    return { manifest: parseManifest(new TextDecoder().decode(content), model, `releases/${model}.json`), etag };
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

export async function writeRelease(store: BlobStore, manifest: ReleaseManifest, etag: string | undefined): Promise<void> {
  const condition = etag === undefined ? { ifNoneMatch: true as const } : { ifMatch: etag };
  await store.put("releases", `${manifest.model}.json`, canonicalJson(manifest), { ...condition, contentType: "application/json" });
}
