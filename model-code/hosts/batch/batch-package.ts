import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openPackageGraph, type PackageGraph } from "../../adapters/onnx/package-graph";
import type { ReferenceProfile } from "../../core/monitor/reference-profile";
import { PACKAGE_FILES, type PackageDocument } from "../../core/package/layout";
import { parseDocument } from "../../core/package/parse-document";
import { contractOf, type ServingContract } from "../../core/serving/contract";
import { bindingOf } from "../../core/serving/feeds";

/** A package that is ready to score files. */
export interface BatchPackage {
  readonly digest: string;
  readonly document: PackageDocument;
  readonly contract: ServingContract;
  readonly graph: PackageGraph;
}

/**
 * Makes a package ready that lies in a local folder.
 * @param digest of the folder
 * @throws BadInput if it is no package
 */
export async function openBatchPackage(folder: string, digest: string, threads: number): Promise<BatchPackage> {
  const document = parseDocument(readFileSync(join(folder, PACKAGE_FILES.document), "utf8"), PACKAGE_FILES.document);
  const profile = join(folder, PACKAGE_FILES.profile);
  const known = existsSync(profile) ? (JSON.parse(readFileSync(profile, "utf8")) as ReferenceProfile) : undefined;
  const graph = await openPackageGraph(readFileSync(join(folder, PACKAGE_FILES.graph)), bindingOf(document), threads);
  return { digest, document, contract: contractOf(document, known), graph };
}
