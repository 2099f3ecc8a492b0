import { resolve } from "node:path";
import type { Command } from "commander";
import { modelNames } from "../../model-code/adapters/model-files";
import { EXIT } from "../../model-code/hosts/job-events";
import { checkKnown } from "../check-known";
import { templateChanges, unifiedDiff } from "../new-model/template-changes";
import { TEMPLATES } from "../new-model/template-files";
import { MODELS } from "../paths";

export function addDiffTemplate(program: Command): void {
  program
    .command("diff-template")
    .summary("show what the newest version of its template would change in a model")
    .description(
      "Show as a unified diff what upgrade-model would change in a model. Exit code 0: nothing, it is of the newest version; 1: something.",
    )
    .argument("<model>", "the model's name")
    .option("--models <dir>", "folder with the models", MODELS)
    .option("--templates <dir>", "folder with the templates", TEMPLATES)
    .action((name: string, options: { readonly models: string; readonly templates: string }) => {
      const models = resolve(options.models);
      checkKnown("model", name, modelNames(models));
      const changes = templateChanges(models, name, options.templates);
      if (changes.files.length === 0) return;
      process.stdout.write(unifiedDiff(changes));
      process.exitCode = EXIT.failed;
    });
}
