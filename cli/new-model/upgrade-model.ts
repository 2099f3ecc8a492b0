import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { loadModel, modelNames } from "../../model-code/adapters/model-files";
import { BadInput } from "../../model-code/core/problem";
import { type TemplateChanges, uncommitted } from "./template-changes";

/** What can be undone by git may be written; the rest would lose somebody's work. */
function checkUndoable(folder: string, model: string, { files }: TemplateChanges): void {
  const open = uncommitted(folder);
  const conflicts = files.filter((f) => f.isConflict);
  if (open === undefined && conflicts.length > 0)
    throw new BadInput(model, [
      {
        where: folder,
        expected: "a git checkout, by which marked conflicts can be undone",
        got: `a folder outside of one, and conflicts in ${conflicts.map((f) => f.path).join(", ")}`,
        remedy: "Put the model under version control; nothing was written.",
      },
    ]);
  if (open !== undefined && open.length > 0)
    throw new BadInput(model, [
      {
        where: folder,
        expected: "a folder that is committed, so that the upgrade can be looked at and undone",
        got: open.map((line) => line.trim()).join(", "),
        remedy: "Commit it first; nothing was written.",
      },
    ]);
}

/**
 * Writes the changes into a model's folder, all or none: into a copy beside it first, which then takes its place. Without conflicts the
 * copy must be as sound as `mlops validate` wants it; with conflicts these are marked in the files, for a person to resolve.
 * @throws BadInput if it could not be undone, or is not sound; nothing is written then
 */
export function upgradeModel(models: string, model: string, changes: TemplateChanges): void {
  const folder = join(models, model);
  checkUndoable(folder, model, changes);
  const beside = mkdtempSync(join(dirname(resolve(models)), ".upgrade-model-"));
  try {
    for (const other of modelNames(models)) if (other !== model) symlinkSync(resolve(models, other), join(beside, other), "dir");
    const copy = join(beside, model);
    cpSync(folder, copy, { recursive: true });
    for (const { path, upgraded } of changes.files) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      if (upgraded === undefined) rmSync(join(copy, path));
      else writeFileSync(join(copy, path), upgraded);
    }
    if (!changes.files.some((f) => f.isConflict)) loadModel(beside, model);
    const former = join(beside, ".former");
    renameSync(folder, former);
    try {
      renameSync(copy, folder);
    } catch (error) {
      if (!existsSync(folder)) renameSync(former, folder);
      throw error;
    }
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}
