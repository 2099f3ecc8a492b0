import type { Adoption } from "../../core/lifecycle/step";
import type { VerdictDocument } from "../../core/lifecycle/steps/select-best";
import { PACKAGE_FILES, packageAt } from "../../core/package/layout";
import { parseDocument } from "../../core/package/parse-document";
import { BadInput, type Problem } from "../../core/problem";
import type { BlobStore } from "../blob-store/blob-store";
import { concurrently } from "../blob-store/concurrently";
import { getFolderFile, getManifest } from "../blob-store/folders";
import { BlobModelRegistry } from "../registry/blob-model-registry";

const AT_ONCE = 8;

/** What is against a package by its `verdict.json`, which may be somebody else's. */
export function verdictProblems(json: string, where: string): readonly Problem[] {
  let verdict: Partial<VerdictDocument> | null = null;
  try {
    verdict = JSON.parse(json) as Partial<VerdictDocument> | null;
  } catch {
    // no verdict lets nothing pass
  }
  if (verdict?.passed === true) return [];
  const failed = Array.isArray(verdict?.gates) ? verdict.gates.filter((g) => !g.passed).map((g) => g.why) : [];
  return [{ where, expected: "gates that let it pass", got: failed.join("; ") || "a refusal", remedy: "Release another version." }];
}

/**
 * Holds a package to what a release asks of it: it is in the package store, each file is what its digest says, it is this model's, and
 * its gates let it pass, or a person adopted it where there was none to judge it. Nobody adopts what gates have refused.
 * @returns who adopted it; undefined if nobody did
 * @throws NotFound if it is not there, DamagedBlob if it is not what was stored, BadInput with what else is wrong
 */
export async function checkPackage(packages: BlobStore, model: string, digest: string): Promise<Adoption | undefined> {
  const folder = packageAt(digest);
  const { files } = await getManifest(packages, folder);
  const contents = new Map(await concurrently(AT_ONCE, files, async (f) => [f.path, await getFolderFile(packages, folder, f)] as const));
  const text = (path: string) => new TextDecoder().decode(contents.get(path) ?? new Uint8Array());
  const where = `package ${digest}`;
  const document = parseDocument(text(PACKAGE_FILES.document), `${where}/${PACKAGE_FILES.document}`);
  const problems: Problem[] = [];
  if (document.model !== model)
    problems.push({
      where: `${where}/${PACKAGE_FILES.document}`,
      expected: `a package of ${model}`,
      got: `one of ${document.model}`,
      remedy: "Name the model that it belongs to, or another package.",
    });
  const versions = await new BlobModelRegistry(packages).list(model);
  const adoption = versions.find((v) => v.digest === digest && v.adoption !== undefined)?.adoption;
  const at = `${where}/${PACKAGE_FILES.verdict}`;
  if (contents.has(PACKAGE_FILES.verdict)) problems.push(...verdictProblems(text(PACKAGE_FILES.verdict), at));
  else if (adoption === undefined)
    problems.push({
      where: at,
      expected: "the verdict of its gates, or somebody who adopted it",
      got: "neither",
      remedy: "Package it with its verdict; or, if it was made elsewhere, answer for it: npx mlops models add.",
    });
  if (problems.length > 0) throw new BadInput(`a release of ${model}`, problems);
  return adoption;
}

/** Why a release begins, for the audit: with who answers for the package, where its gates do not. */
export const beginningText = (why: string, adoption: Adoption | undefined): string =>
  adoption === undefined ? why : `${why}; adopted by ${adoption.who} on ${adoption.at.slice(0, 10)}: ${adoption.why}`;
