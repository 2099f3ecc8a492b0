import { resolve } from "node:path";
import type { Command } from "commander";
import { modelNames } from "../../model-code/adapters/model-files";
import { EXIT } from "../../model-code/hosts/job-events";
import { checkKnown } from "../check-known";
import { templateChanges } from "../new-model/template-changes";
import { TEMPLATES } from "../new-model/template-files";
import { upgradeModel } from "../new-model/upgrade-model";
import { MODELS } from "../paths";

export function addUpgradeModel(program: Command): void {
  program
    .command("upgrade-model")
    .summary("bring a model to the newest version of its template, keeping what its people changed")
    .description(
      "Apply to a model what the newest version of its template changed since the version that it was made of, by three-way merge. The folder must be committed. Lines that both changed are marked as git marks conflicts, and the exit code is then 1: resolve them, and run the model's tests.",
    )
    .argument("<model>", "the model's name")
    .option("--models <dir>", "folder with the models", MODELS)
    .option("--templates <dir>", "folder with the templates", TEMPLATES)
    .action((name: string, options: { readonly models: string; readonly templates: string }) => {
      const models = resolve(options.models);
      checkKnown("model", name, modelNames(models));
      const changes = templateChanges(models, name, options.templates);
      const { record, newest, files } = changes;
      if (record.version === newest) {
        console.log(`${name} is of version ${newest} of the template ${record.template}, the newest.`);
        return;
      }
      upgradeModel(models, name, changes);
      const conflicts = files.filter((f) => f.isConflict).map((f) => f.path);
      for (const { path, yours, upgraded, isConflict } of files)
        console.log(`${isConflict ? "conflict" : yours === undefined ? "added" : upgraded === undefined ? "removed" : "changed"}  ${path}`);
      console.log(
        conflicts.length === 0
          ? `${name} is now of version ${newest}, before ${record.version}. Next: npm run test:model -- ${name}`
          : `${name} is of version ${newest} but for the marked lines in ${conflicts.join(", ")}. Resolve them, then: npm run test:model -- ${name}`,
      );
      if (conflicts.length > 0) process.exitCode = EXIT.failed;
    });
}
