import type { VerdictDocument } from "../../core/lifecycle/steps/select-best";
import { PACKAGE_FILES, packageAt } from "../../core/package/layout";
import { parseDocument } from "../../core/package/parse-document";
import { BadInput, type Problem } from "../../core/problem";
import type { BlobStore } from "../blob-store/blob-store";
import { concurrently } from "../blob-store/concurrently";
import { getFolderFile, getManifest } from "../blob-store/folders";

const AT_ONCE = 8;

/**
 * Holds a package to what a release asks of it: it is in the package store, each file is what its digest says, it is this model's, and
 * its gates let it pass.
 * @throws NotFound if it is not there, DamagedBlob if it is not what was stored, BadInput with what else is wrong
 */
export async function checkPackage(packages: BlobStore, model: string, digest: string): Promise<void> {
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
  const at = `${where}/${PACKAGE_FILES.verdict}`;
  if (!contents.has(PACKAGE_FILES.verdict))
    problems.push({
      where: at,
      expected: "the verdict of its gates",
      got: "none",
      remedy: "Only what was judged is released: package it with its verdict.",
    });
  else {
    const { passed, gates } = JSON.parse(text(PACKAGE_FILES.verdict)) as VerdictDocument;
    const failed = gates.filter((g) => !g.passed).map((g) => g.why);
    if (passed !== true)
      problems.push({
        where: at,
        expected: "gates that let it pass",
        got: failed.join("; ") || "a refusal",
        remedy: "Release another version.",
      });
  }
  if (problems.length > 0) throw new BadInput(`a release of ${model}`, problems);
}
