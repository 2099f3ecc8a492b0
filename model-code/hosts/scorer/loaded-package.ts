import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { getFolder } from "../../adapters/blob-store/folders";
import { readLocalFolder } from "../../adapters/blob-store/local-folder";
import { openPackageGraph } from "../../adapters/onnx/package-graph";
import type { ReferenceProfile } from "../../core/monitor/reference-profile";
import { PACKAGE_FILES, type PackageDocument, packageAt } from "../../core/package/layout";
import { parseDocument } from "../../core/package/parse-document";
import { BadInput, type Problem } from "../../core/problem";
import { type CheckedRow, checkFeatures, contractOf, type GivenFeatures, type ServingContract } from "../../core/serving/contract";
import { bindingOf, feeder } from "../../core/serving/feeds";
import { redactor } from "../../core/serving/redact";
import { inOneRun, type Ran } from "./in-one-run";

/** A package that is ready to score. */
export interface LoadedPackage {
  readonly digest: string;
  readonly document: PackageDocument;
  readonly contract: ServingContract;
  readonly profile: ReferenceProfile | undefined;
  /** A row that it scores, as far as that may be shown; undefined if it brings none. */
  readonly example: GivenFeatures | undefined;
  /** What of a row may be logged. */
  redact(row: Pick<CheckedRow, "given">): GivenFeatures;
  /**
   * Scores a row together with others that come at about the same time.
   * @param isCompared whether its time is to be held to that of another version
   */
  score(row: CheckedRow, isCompared: boolean): Promise<Ran>;
  scoreMany(rows: readonly CheckedRow[]): Promise<ArrayLike<number>>;
}

async function textOf(folder: string, file: string): Promise<string | undefined> {
  const path = join(folder, file);
  return existsSync(path) ? readFile(path, "utf8") : undefined;
}

/** An answer that the graph gave, if it is one: a finite number, and a probability between 0 and 1. */
export function checkedAnswer({ output }: PackageDocument, value: number): number {
  if (Number.isFinite(value) && (output === "prediction" || (value >= 0 && value <= 1))) return value;
  throw new BadInput("the graph", [
    {
      where: output,
      expected: output === "probability" ? "a number from 0 to 1" : "a finite number",
      got: String(value),
      remedy: "Look at what the model was exported from.",
    },
  ]);
}

/** Scores the package's own example, and gives its first row: a package that can't do that must not meet a caller. */
async function tryExample(folder: string, loaded: Omit<LoadedPackage, "example">): Promise<CheckedRow | undefined> {
  const example = await textOf(folder, PACKAGE_FILES.example);
  if (example === undefined) return undefined;
  const problems: Problem[] = [];
  const rows = [JSON.parse(example) as unknown].flat().map((row, i) => checkFeatures(loaded.contract, row, `row ${i}`, problems));
  if (problems.length > 0) throw new BadInput(PACKAGE_FILES.example, problems);
  const values = await loaded.scoreMany(rows as CheckedRow[]);
  for (let i = 0; i < values.length; i++) checkedAnswer(loaded.document, values[i]!);
  return rows[0];
}

/**
 * Makes a package ready that lies in a local folder.
 * @param digest of the folder
 * @throws BadInput if it is no package, or does not score its own example
 */
export async function openPackage(folder: string, digest: string): Promise<LoadedPackage> {
  const document = parseDocument((await textOf(folder, PACKAGE_FILES.document)) ?? "", PACKAGE_FILES.document);
  const profileText = await textOf(folder, PACKAGE_FILES.profile);
  const profile = profileText === undefined ? undefined : (JSON.parse(profileText) as ReferenceProfile);
  const graph = await openPackageGraph(await readFile(join(folder, PACKAGE_FILES.graph)), bindingOf(document));
  const feeds = feeder(document);
  const scoreMany = (rows: readonly CheckedRow[]) => graph.run(feeds(rows), rows.length);
  const loaded = {
    digest,
    document,
    contract: contractOf(document, profile),
    profile,
    redact: redactor(document, profile),
    score: inOneRun(scoreMany),
    scoreMany,
  };
  const example = await tryExample(folder, loaded);
  return { ...loaded, example: example && loaded.redact(example) };
}

/**
 * The local folder of a package: the copy in the cache if that is whole, else one from the store.
 * @throws DamagedBlob, NotFound, StoreUnavailable
 */
export async function packageFolder(packages: BlobStore, digest: string, cache: string): Promise<string> {
  const folder = join(cache, digest);
  if (!existsSync(folder) || (await readLocalFolder(folder)).digest !== digest) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(dirname(folder), { recursive: true });
    await getFolder(packages, packageAt(digest), folder);
  }
  return folder;
}

/**
 * Brings a package by its digest, and makes it ready.
 * @throws DamagedBlob, NotFound, StoreUnavailable, BadInput
 */
export async function bringPackage(packages: BlobStore, digest: string, cache: string): Promise<LoadedPackage> {
  return openPackage(await packageFolder(packages, digest, cache), digest);
}
