import type { Command } from "commander";
import { loadModels } from "../../model-code/adapters/model-files";
import { BlobModelRegistry } from "../../model-code/adapters/registry/blob-model-registry";
import type { RegisteredVersion } from "../../model-code/adapters/registry/registered-version";
import { findTombstone, type Tombstone } from "../../model-code/adapters/release/retire-model";
import { definitionOf } from "../../model-code/core/spec/definition";
import { addPackage } from "../add-package";
import { MODELS } from "../paths";
import { type EnvironmentOptions, useEnvironment, withEnvironment } from "../session";
import { whoIsThis } from "../who";
import { WrongUse } from "../wrong-use";

interface AddFlags extends EnvironmentOptions {
  readonly who: string;
  readonly reason: string;
  readonly json?: boolean;
}

const versionText = ({ version, digest, adoption }: RegisteredVersion): string =>
  `  version ${version}  ${digest}${adoption === undefined ? "" : `  adopted by ${adoption.who}: ${adoption.why}`}`;

const retiredText = ({ retiredAt, who, why }: Tombstone): string => `  retired ${retiredAt} by ${who}: ${why}`;

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
      await useEnvironment(options, async ({ packages, environment }) => {
        const retired = async (name: string) => (await findTombstone(environment, name)) ?? null;
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
            retired: await retired(m.name),
          })),
        );
        const elsewhere = await Promise.all(
          (await registry.models())
            .filter((name) => !models.some((m) => m.name === name))
            .map(async (name) => ({ name, versions: await registry.list(name), retired: await retired(name) })),
        );
        if (options.json) {
          console.log(JSON.stringify([...listed, ...elsewhere]));
          return;
        }
        for (const m of listed) {
          console.log(
            `${m.name}\n  ${m.title}\n  owner ${m.owner.team}, risk ${m.riskTier}, served on ${m.host}, definition ${m.definition}`,
          );
          if (m.retired !== null) console.log(retiredText(m.retired));
          for (const v of m.versions) console.log(versionText(v));
          if (m.versions.length === 0) console.log("  no version is registered");
        }
        for (const { name, versions, retired } of elsewhere) {
          const ended = retired === null ? [] : [retiredText(retired)];
          console.log([name, "  no model.yaml here", ...ended, ...versions.map(versionText)].join("\n"));
        }
      });
    });
  withEnvironment(
    command
      .command("add")
      .summary("add a version that somebody else made")
      .description(
        "Add a version that somebody else made: a folder with model.onnx, and model-package.json that says how it is fed. No gates here have judged it: the registry holds who adopts it and why, and the audit of its release says so. It is served once it is released.",
      )
      .argument("<folder>")
      .requiredOption("--reason <text>", "why it is to be trusted, for the registry and the audit"),
  )
    .option("--who <name>", "who adopts it", whoIsThis())
    .option("--json", "as JSON")
    .action(async (folder: string, { who, reason, ...options }: AddFlags) =>
      useEnvironment(options, async ({ packages }) => {
        if (reason.trim() === "" || who.trim() === "")
          throw new WrongUse("--reason and --who: expected who adopts it and why, got nothing. Say it: both are kept for good.");
        const added = await addPackage(packages, folder, { who, why: reason, at: new Date().toISOString() });
        console.log(options.json ? JSON.stringify(added) : `${added.model} version ${added.version}  ${added.digest}`);
      }),
    );
}
