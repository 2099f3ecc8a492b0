import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import { connect } from "../../model-code/adapters/blob-store/connect";
import { openLocalStore } from "../../model-code/adapters/local-store/open-local-store";

export interface TestAzurite {
  readonly location: string;
  /** Connected, with the lake's containers made. */
  readonly store: BlobStore;
  /** A temporary folder; the store keeps its data in `store` below it. Removed by `stop`. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Starts a real Azurite on a free port with its own temporary folder: one for a test file, started in `beforeAll`, stopped in `afterAll`. */
export async function startAzurite(): Promise<TestAzurite> {
  const folder = await mkdtemp(join(tmpdir(), "azurite-"));
  const local = await openLocalStore(join(folder, "store"));
  const store = connect(local.location);
  await store.ensureContainers();
  const stop = async () => {
    await local.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { location: local.location, store, folder, stop };
}
