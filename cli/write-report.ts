import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { BlobStore } from "../model-code/adapters/blob-store/blob-store";
import { loadModels } from "../model-code/adapters/model-files";
import type { RunRecord } from "../model-code/hosts/local-runner/run-record";
import { MODELS } from "./paths";
import { renderReport } from "./report/page";
import { gatherReport } from "./report/report-data";
import type { ServiceReport } from "./report/service/service-data";

/** Writes the runs' report as one page; a reader sees the old one or the new one. */
export async function writeReport(
  store: BlobStore,
  runs: readonly RunRecord[],
  file: string,
  services: readonly ServiceReport[] = [],
): Promise<void> {
  const specs = loadModels(MODELS).map((m) => m.spec);
  const page = renderReport({ ...(await gatherReport(store, runs, specs)), services });
  const target = resolve(file);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(`${target}.partial`, page);
  await rename(`${target}.partial`, target);
}
