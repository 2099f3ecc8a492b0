import type { Command } from "commander";
import { loadModels, modelNames } from "../../model-code/adapters/model-files";
import { EXIT } from "../../model-code/hosts/job-events";
import { ENVIRONMENTS, MODELS } from "../paths";
import { WrongUse } from "../wrong-use";

/** How long it asks a model again, in minutes, and how often. */
const PATIENCE = { minutes: 2, everySeconds: 15 };

export function addSmoke(program: Command): void {
  program
    .command("smoke")
    .summary("ask every model of an environment on Azure whether it answers")
    .description(
      "Ask every model of an environment on Azure whether it is ready, at the address where its callers find it: its Functions app, or its name behind the cluster's gateway. A model that is reached from within its cluster only is passed over. Ends with 1 if one does not answer.",
    )
    .argument("<env>", "the environment")
    .option("--environments <dir>", "folder with the environments", ENVIRONMENTS)
    .option("--json", "as JSON")
    .action(async (name: string, flags: { readonly environments: string; readonly json?: boolean }) => {
      const { loadPlaces } = await import("../../environments/load");
      const { RULES } = await import("../../constructs/policy/rules");
      const { addressOf, answering } = await import("../on-azure/answering");
      const known = { models: modelNames(MODELS), rules: RULES.map((r) => r.id), variables: process.env };
      const { environments } = loadPlaces(flags.environments, known);
      const env = environments.find((e) => e.name === name);
      if (env === undefined)
        throw new WrongUse(`env: expected one of ${environments.map((e) => e.name).join(", ")}, got "${name}". Correct its name.`);
      const models = loadModels(MODELS).filter((m) => env.models.includes(m.spec.name));
      const all = await Promise.all(models.map(({ spec }) => answering(spec.name, addressOf(env, spec), PATIENCE)));
      if (flags.json) console.log(JSON.stringify(all));
      else
        for (const { model, address, is, got } of all)
          console.log([model, is, address, got].filter((part) => part !== undefined).join("  "));
      process.exitCode = all.some((a) => a.is === "not ready") ? EXIT.failed : EXIT.done;
    });
}
