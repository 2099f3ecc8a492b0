import type { Command } from "commander";
import { modelNames, readModels } from "../../model-code/adapters/model-files";
import { type Problem, problemText } from "../../model-code/core/problem";
import { EXIT } from "../../model-code/hosts/job-events";
import { ENVIRONMENTS, MODELS } from "../paths";

const listed = (kind: string, problems: readonly Problem[]): readonly string[] =>
  problems.length === 0
    ? []
    : [`${problems.length} ${kind}${problems.length === 1 ? "" : "s"}`, ...problems.map((p) => `  ${problemText(p)}`)];

export function addValidate(program: Command): void {
  program
    .command("validate")
    .description("Check every model.yaml and every environment, and list all that is wrong, and what a deployment still lacks.")
    .option("--models <dir>", "folder with the models", MODELS)
    .option("--environments <dir>", "folder with the environments", ENVIRONMENTS)
    .option("--json", "as JSON")
    .action(async (options: { models: string; environments: string; json?: boolean }) => {
      // the schema of environments is no concern of the other commands
      const { gatherPlacesOf } = await import("../../environments/load");
      const { leftToFillIn } = await import("../../environments/fill-in");
      const { agedBudgets } = await import("../../environments/aged-budgets");
      const { checkModels } = await import("../../environments/check-models");
      const { RULES } = await import("../../constructs/policy/rules");
      const problems: Problem[] = [];
      const models = readModels(options.models, problems);
      const known = { models: modelNames(options.models), rules: RULES.map((r) => r.id), variables: process.env };
      const places = gatherPlacesOf(options.environments, known, problems);
      if (places !== undefined)
        problems.push(
          ...checkModels(
            models.map((m) => m.spec),
            places,
          ),
        );
      const today = new Date().toISOString().slice(0, 10);
      const warnings =
        places === undefined ? [] : [...leftToFillIn([places.shared, ...places.environments]), ...agedBudgets(places.environments, today)];
      if (options.json) console.log(JSON.stringify({ problems, warnings }));
      else {
        const sound = `${models.length} models and ${places?.environments.length ?? 0} environments are sound`;
        const lines = [...(problems.length === 0 ? [sound] : listed("problem", problems)), ...listed("warning", warnings)];
        console.log(lines.join("\n"));
      }
      process.exitCode = problems.length === 0 ? EXIT.done : EXIT.failed;
    });
}
