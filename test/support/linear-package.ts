import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readLocalFolder } from "../../model-code/adapters/blob-store/local-folder";
import type { LinearModel } from "../../model-code/core/learners/linear-model";
import type { ReferenceProfile } from "../../model-code/core/monitor/reference-profile";
import { toOnnx } from "../../model-code/core/onnx";
import { PACKAGE_FILES, type PackageDocument } from "../../model-code/core/package/layout";

/** What `linearPackage` answers: 10 + 2a + b/2, and 3 more where c is "x"; a missing b counts as 1. */
export const linearAnswer = (a: number, b: number | null, c: string): number => 10 + 2 * a + (b ?? 1) / 2 + (c === "x" ? 3 : 0);

/**
 * Writes a package whose answers can be told by hand. Training saw a in [0, 100] and never missing, b in [-5, 5] and now and then missing,
 * c as "x" or "y" and never missing; `d` was left out by selection.
 * @returns its digest
 */
export async function linearPackage(folder: string, change: Partial<PackageDocument> = {}): Promise<string> {
  const names = { numbers: ["a", "b"], categories: ["c"] };
  const fitted: LinearModel = {
    numbers: [
      { name: "a", mean: 0, scale: 1 },
      { name: "b", mean: 1, scale: 1 },
    ],
    categories: [{ name: "c", levels: ["x"] }],
    intercept: 10.5,
    coefficients: [2, 0.5, 3],
  };
  const document: PackageDocument = {
    model: "linear",
    title: "Ten and two a",
    task: "regression",
    selected: "linear",
    learner: "linear",
    params: {},
    features: names,
    unused: ["d"],
    output: "prediction",
    threshold: 0.5,
    rowKey: ["symbol", "date"],
    time: "date",
    sensitivity: "public",
    subject: null,
    trainedOn: { from: "2000-01-03", to: "2005-12-30", rows: 1000 },
    testedOn: { from: "2006-01-03", to: "2006-12-29", rows: 250 },
    lockDigest: "",
    ...change,
  };
  const number = (name: string, min: number, max: number, missingShare: number) => ({
    name,
    edges: [(min + max) / 2],
    shares: [(1 - missingShare) / 2, (1 - missingShare) / 2],
    missingShare,
    min,
    max,
  });
  const profile: ReferenceProfile = {
    rows: 1000,
    numbers: [number("a", 0, 100, 0), number("b", -5, 5, 0.1)],
    categories: [{ name: "c", shares: { x: 0.5, y: 0.5 }, missingShare: 0 }],
    prediction: number("prediction", 10, 220, 0),
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, PACKAGE_FILES.graph), toOnnx({ learner: "linear", task: "regression", fitted, calibration: null }, names));
  writeFileSync(join(folder, PACKAGE_FILES.document), JSON.stringify(document));
  writeFileSync(join(folder, PACKAGE_FILES.profile), JSON.stringify(profile));
  writeFileSync(join(folder, PACKAGE_FILES.verdict), JSON.stringify({ passed: true, gates: [] }));
  return (await readLocalFolder(folder)).digest;
}
