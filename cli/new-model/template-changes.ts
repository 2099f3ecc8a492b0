import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { BadInput } from "../../model-code/core/problem";
import { RECORD, readRecord, type TemplateRecord } from "./record";
import { renderModel } from "./render";
import { versionsIn } from "./template-files";

/** What a later version of its template does to one file of a model. */
export interface FileChange {
  readonly path: string;
  /** As it stands; undefined: it is not there. */
  readonly yours: string | undefined;
  /** As it would be; undefined: it would go. */
  readonly upgraded: string | undefined;
  /** Whether both have changed the same lines: those are marked in `upgraded`. */
  readonly isConflict: boolean;
}

export interface TemplateChanges {
  readonly record: TemplateRecord;
  readonly newest: number;
  /** In the order of their paths; none where the model is as new as its template. */
  readonly files: readonly FileChange[];
}

/** git was asked and could not answer. */
function git(args: readonly string[], cwd: string): { readonly status: number; readonly stdout: string } {
  const { status, stdout, stderr, error } = spawnSync("git", args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
  if (error !== undefined || status === null || status > 127)
    throw new BadInput("git", [
      {
        where: "git",
        expected: "git to merge texts by",
        got: error?.message ?? stderr.trim(),
        remedy: "Install git, or look at the message.",
      },
    ]);
  return { status, stdout };
}

/** Lends a folder that is gone afterwards. */
function withFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "template-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const write = (path: string, text: string) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

/** Three-way merge of texts; where both sides changed the same lines, they are marked with what they came from. */
function merge(yours: string, base: string, theirs: string, from: number, to: number) {
  return withFolder((folder) => {
    for (const [name, text] of Object.entries({ yours, base, theirs })) write(join(folder, name), text);
    const labels = ["-L", "yours", "-L", `template ${from}`, "-L", `template ${to}`];
    const { status, stdout } = git(["merge-file", "-p", "--diff3", ...labels, "yours", "base", "theirs"], folder);
    return { text: stdout, isConflict: status > 0 };
  });
}

function changeOf(path: string, [yours, base, theirs]: readonly (string | undefined)[], from: number, to: number): FileChange | undefined {
  if (base === theirs || yours === theirs) return undefined;
  // whoever removed a file does not get it back, and one that was changed is not taken away
  if (yours === undefined) return base === undefined ? { path, yours, upgraded: theirs, isConflict: false } : undefined;
  if (theirs === undefined) return yours === base ? { path, yours, upgraded: undefined, isConflict: false } : undefined;
  const { text, isConflict } = merge(yours, base ?? "", theirs, from, to);
  return text === yours ? undefined : { path, yours, upgraded: text, isConflict };
}

/**
 * What the newest version of its template would change in a model: three-way, so that what its people changed stays.
 * @throws BadInput for a model that no template made, or one of a version that is not here
 */
export function templateChanges(models: string, model: string, templates: string): TemplateChanges {
  const folder = join(models, model);
  const record = readRecord(folder, model);
  const versions = versionsIn(templates);
  const newest = versions.at(-1)!;
  if (!versions.includes(record.version))
    throw new BadInput(model, [
      {
        where: `${model}/${RECORD} version`,
        expected: `one of the versions ${versions.join(", ")}`,
        got: String(record.version),
        remedy: "Take in a newer state of the project, which has the template, or restore the file.",
      },
    ]);
  if (record.version === newest) return { record, newest, files: [] };
  const base = renderModel(templates, record);
  const theirs = renderModel(templates, { ...record, version: newest });
  const yours = (path: string) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), "utf8") : undefined);
  const files = [...new Set([...base.keys(), ...theirs.keys()])].sort().flatMap((path) => {
    // the record is not merged: it says what the folder is of
    if (path === RECORD) return [{ path, yours: yours(path), upgraded: theirs.get(path)!, isConflict: false }];
    return changeOf(path, [yours(path), base.get(path), theirs.get(path)], record.version, newest) ?? [];
  });
  return { record, newest, files };
}

/** The changes as a unified diff. */
export function unifiedDiff({ files }: TemplateChanges): string {
  return withFolder((folder) => {
    for (const { path, yours, upgraded } of files) {
      if (yours !== undefined) write(join(folder, "yours", path), yours);
      if (upgraded !== undefined) write(join(folder, "upgraded", path), upgraded);
    }
    for (const side of ["yours", "upgraded"]) mkdirSync(join(folder, side), { recursive: true });
    const plain = ["--no-color", "--no-ext-diff", "--no-prefix", "--no-renames"];
    return git(["-c", "core.quotepath=off", "diff", "--no-index", ...plain, "yours", "upgraded"], folder).stdout;
  });
}

/** Files of a model's folder that git knows no commit of; none outside of a checkout, which `undefined` tells. */
export function uncommitted(folder: string): readonly string[] | undefined {
  const { status, stdout } = spawnSync("git", ["status", "--porcelain", "--untracked-files=all", "--", "."], {
    cwd: folder,
    encoding: "utf8",
  });
  return status === 0 ? stdout.split("\n").filter((line) => line !== "") : undefined;
}
