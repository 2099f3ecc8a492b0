import type { Command } from "commander";
import { loadModels } from "../../model-code/adapters/model-files";
import { BlobModelRegistry } from "../../model-code/adapters/registry/blob-model-registry";
import { definitionOf } from "../../model-code/core/spec/definition";
import { addPackage } from "../add-package";
import { MODELS } from "../paths";
import { type EnvironmentOptions, useEnvironment, withEnvironment } from "../session";

export function addModels(program: Command): void {
  const command = program
    .command("models")
    .description("List the models, who owns them, and their versions; or add a version made elsewhere.");
  withEnvironment(
    command.command("list", { isDefault: true }).description("List the models, who owns them, and the versions that are registered."),
  )
    .option("--json", "as JSON")
    .action(async (options: EnvironmentOptions & { json?: boolean }) => {
      const models = loadModels(MODELS).map((m) => m.spec);
      await useEnvironment(options, async ({ packages }) => {
        const registry = new BlobModelRegistry(packages);
        const listed = await Promise.all(
          models.map(async (m) => ({
            name: m.name,
            title: m.title,
            owner: m.owner,
            riskTier: m.riskTier,
            host: m.serving.host,
            definition: definitionOf(m),
            versions: await registry.list(m.name),
          })),
        );
        if (options.json) {
          console.log(JSON.stringify(listed));
          return;
        }
        for (const m of listed) {
          console.log(
            `${m.name}\n  ${m.title}\n  owner ${m.owner.team}, risk ${m.riskTier}, served on ${m.host}, definition ${m.definition}`,
          );
          for (const v of m.versions) console.log(`  version ${v.version}  ${v.digest}`);
          if (m.versions.length === 0) console.log("  no version is registered");
        }
      });
    });
  withEnvironment(
    command
      .command("add")
      .description("Add a version that somebody else made: a folder with model.onnx, and model-package.json that says how it is fed.")
      .argument("<folder>"),
  )
    .option("--json", "as JSON")
    .action(async (folder: string, options: EnvironmentOptions & { json?: boolean }) =>
      useEnvironment(options, async ({ packages }) => {
        const added = await addPackage(packages, folder);
        console.log(options.json ? JSON.stringify(added) : `${added.model} version ${added.version}  ${added.digest}`);
      }),
    );
}
