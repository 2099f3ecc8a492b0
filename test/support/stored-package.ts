import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import { putFolder } from "../../model-code/adapters/blob-store/folders";
import { PACKAGE_FILES } from "../../model-code/core/package/layout";

/** What a package says of itself, of a model that nobody trained. */
export const PACKAGE_DOCUMENT = {
  title: "Will the range be wide?",
  task: "binary-classification",
  selected: "logistic",
  learner: "logistic",
  params: {},
  features: { numbers: ["range"], categories: [] },
  output: "probability",
  threshold: 0.5,
  rowKey: ["symbol", "date"],
  time: "date",
  sensitivity: "public",
  subject: null,
  trainedOn: { from: "2000-01-03", to: "2006-12-29", rows: 1000 },
  testedOn: { from: "2007-01-03", to: "2007-12-31", rows: 200 },
  lockDigest: "00".repeat(32),
};

/**
 * Stores a package that tells of itself and has no graph: enough for what releases it and looks after it, too little for what scores.
 * @param mark tells it from others
 * @returns its digest
 */
export async function storePackage(
  store: BlobStore,
  model: string,
  mark: string,
  files: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "package-"));
  try {
    const all: Readonly<Record<string, unknown>> = {
      [PACKAGE_FILES.document]: { ...PACKAGE_DOCUMENT, model },
      [PACKAGE_FILES.verdict]: { passed: true, gates: [] },
      "mark.json": mark,
      ...files,
    };
    for (const [path, value] of Object.entries(all)) {
      if (value === undefined) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), JSON.stringify(value));
    }
    return (await putFolder(store, "models", "package", folder)).stored.digest;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
