import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { RULES } from "../../constructs/policy/rules";
import { checkModels } from "../../environments/check-models";
import { loadPlaces } from "../../environments/load";
import { readPlaces } from "../../environments/read";
import { loadModel, loadModels, modelNames } from "../../model-code/adapters/model-files";
import { BadInput } from "../../model-code/core/problem";
import { environmentNames, environmentsWith } from "./environment-line";
import { rehearse } from "./rehearsal";

export interface Placing {
  /** Folder that holds a folder per model. */
  readonly models: string;
  readonly name: string;
  /** Path in the model's folder, and content. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** Folder of the environments, and the names of those that get the model. */
  readonly environments: string;
  readonly addTo: readonly string[];
  /** Aborted when somebody stops the command. */
  readonly signal: AbortSignal;
}

/** The steps that data goes through before anything is fitted: they say whether contract, queries and split fit it. */
const CHECKED_UNTIL = "select-features";

/** Holds a model against the same as `mlops validate`, beside the models and environments as they will be. */
function validate({ models, name, environments, addTo }: Placing, beside: string): void {
  const model = loadModel(beside, name);
  const changed = environmentsWith(environments, addTo, name);
  const known = { models: [...modelNames(models), name], rules: RULES.map((rule) => rule.id), variables: process.env };
  if (changed.size === 0) loadPlaces(environments, known);
  const files = ["shared", ...environmentNames(environments)].map((file) => {
    const path = join(environments, `${file}.yaml`);
    return { file: `${file}.yaml`, text: changed.get(path) ?? readFileSync(path, "utf8") };
  });
  const places = readPlaces(files, { ...known, today: new Date().toISOString().slice(0, 10) });
  const problems = checkModels([...loadModels(models).map((m) => m.spec), model.spec], places);
  if (problems.length > 0) throw new BadInput(name, problems);
}

async function rehearseOnSample(beside: string, name: string): Promise<readonly string[]> {
  const model = loadModel(beside, name);
  return rehearse({ model, data: resolve(model.directory, model.spec.sampleData), until: CHECKED_UNTIL }, ({ verdict, warnings }) => {
    if (verdict.verdict === "refused")
      throw new BadInput(
        name,
        verdict.reasons.map((reason) => ({
          where: "the sample",
          expected: "rows that the contract takes",
          got: reason,
          remedy: "Mend the file.",
        })),
      );
    return warnings;
  });
}

/** @throws BadInput if there is something under the model's name already */
export function checkFree(models: string, name: string): void {
  const target = join(models, name);
  if (existsSync(target))
    throw new BadInput(name, [
      {
        where: target,
        expected: "a name that is free",
        got: "a folder that is there",
        remedy: "Take another name; nothing is overwritten.",
      },
    ]);
}

/** What a folder beside the models begins with, until it is put in its place. */
const BESIDE = ".new-model-";
/** Nothing that is under way takes as long, in milliseconds: a folder is made after the last question. */
const LONG_GONE = 3_600_000;

/** Removes what a run left that was killed. */
function clearKilled(parent: string): void {
  for (const name of readdirSync(parent).filter((name) => name.startsWith(BESIDE))) {
    const path = join(parent, name);
    // another run may be taking its own away
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
    if (made < Date.now() - LONG_GONE) rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Puts a model's folder where models are, and its line into environments, or does nothing at all: everything is written beside first,
 * held against what `mlops validate` demands, taken through the steps as far as nothing is fitted, and then renamed.
 * @returns warnings of those steps
 * @throws BadInput with what is wrong; what `signal` is aborted with
 */
export async function placeModel(placing: Placing): Promise<readonly string[]> {
  const { models, name, files, environments, addTo, signal } = placing;
  checkFree(models, name);
  const parent = dirname(resolve(models));
  clearKilled(parent);
  const beside = mkdtempSync(join(parent, BESIDE));
  try {
    // a model may share another's queries and sample, by a path beside its folder
    for (const other of modelNames(models)) symlinkSync(resolve(models, other), join(beside, other), "dir");
    for (const [path, content] of files) {
      mkdirSync(dirname(join(beside, name, path)), { recursive: true });
      writeFileSync(join(beside, name, path), content);
    }
    validate(placing, beside);
    const warnings = await rehearseOnSample(beside, name);
    signal.throwIfAborted();
    commit(join(beside, name), join(models, name), environmentsWith(environments, addTo, name));
    return warnings;
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

/** All or nothing: nothing waits in between, so that no signal comes half-way, and a file that can't be written takes the others back. */
function commit(from: string, to: string, changed: ReadonlyMap<string, string>): void {
  checkFree(dirname(to), basename(to));
  const before = new Map([...changed.keys()].map((path) => [path, readFileSync(path, "utf8")]));
  renameSync(from, to);
  try {
    for (const [path, text] of changed) writeFileSync(path, text);
  } catch (error) {
    for (const [path, text] of before) if (readFileSync(path, "utf8") !== text) writeFileSync(path, text);
    rmSync(to, { recursive: true });
    throw error;
  }
}
