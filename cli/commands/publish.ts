import type { Command } from "commander";
import { loadModels, modelNames } from "../../model-code/adapters/model-files";
import { BadInput, type Problem } from "../../model-code/core/problem";
import { ENVIRONMENTS, MODELS } from "../paths";

interface PublishFlags {
  readonly environments: string;
  readonly packages?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function addPublish(program: Command): void {
  program
    .command("publish")
    .summary("build and push images, packages and models' files that are not there yet")
    .description(
      "Build and push what the stacks name by its content hash and the registry or the package store does not have yet: images by `az acr build`, on copies of their base images that the registry keeps by digest, their tags locked; packages for Functions and the models' files by a conditional write. It acts as whoever is signed in to Azure. What is there is left alone.",
    )
    .argument("[env]", "only what this environment runs")
    .option("--environments <dir>", "folder with the environments", ENVIRONMENTS)
    .option("--packages <url>", "package store (default: that of shared.yaml)")
    .option("--dry-run", "look, and say what would be done")
    .option("--json", "as JSON")
    .action(async (env: string | undefined, flags: PublishFlags) => {
      const { loadPlaces } = await import("../../environments/load");
      const { pickPlaces } = await import("../../environments/pick");
      const { leftToFillIn } = await import("../../environments/fill-in");
      const { RULES } = await import("../../constructs/policy/rules");
      const { nameOf } = await import("../../constructs/naming/name");
      const { BUILDERS } = await import("../../constructs/registry/builders");
      const { connect } = await import("../../model-code/adapters/blob-store/connect");
      const { buildArtifact } = await import("../../model-code/hosts/artifact/artifact");
      const { buildModelFiles } = await import("../../model-code/hosts/artifact/model-files");
      const { azureCli } = await import("../publish/az");
      const { imageRegistry } = await import("../publish/image-registry");
      const { neededIn } = await import("../publish/needed");
      const { publish, publishModelFiles } = await import("../publish/publish");

      const known = { models: modelNames(MODELS), rules: RULES.map((r) => r.id), variables: process.env };
      const { shared, environments } = pickPlaces(loadPlaces(flags.environments, known), env);
      // a name that Azure has only once holds a hash of the subscription's id
      const unknown: readonly Problem[] = leftToFillIn([shared]).filter((p) => p.where.endsWith("subscription"));
      if (unknown.length > 0) throw new BadInput("publish", unknown);
      const folders = loadModels(MODELS).filter(({ spec }) => environments.some((e) => e.models.includes(spec.name)));
      const models = folders.map((m) => m.spec);
      const needed = new Set(
        environments.flatMap((e) =>
          neededIn(
            e,
            models.filter((m) => e.models.includes(m.name)),
          ),
        ),
      );
      const az = azureCli((text) => process.stderr.write(text));
      const targets = {
        images: imageRegistry(az, {
          name: nameOf("container-registry", shared),
          subscription: shared.subscription,
          ...(shared.network.mode === "private" && { builders: BUILDERS }),
        }),
        packages: connect(flags.packages ?? `https://${nameOf("storage-account", shared, "packages")}.blob.core.windows.net`),
      };
      const done: { readonly name: string; readonly hash: string; readonly form: string; readonly what: string }[] = [];
      for (const name of [...needed].sort()) {
        const artifact = await buildArtifact(name);
        const { what, bases } = await publish(artifact, targets, flags.dryRun === true);
        done.push({ name, hash: artifact.hash, form: artifact.form, what });
        if (flags.json) continue;
        console.log(`${what.padEnd(13)}  ${artifact.form.padEnd(7)}  ${name}:${artifact.hash}`);
        for (const base of bases) console.log(`  on ${base.reference}, ${base.digest}`);
      }
      for (const folder of folders) {
        const files = await buildModelFiles(folder);
        const { name } = folder.spec;
        const what = await publishModelFiles(files, targets.packages, flags.dryRun === true);
        done.push({ name, hash: files.hash, form: "model", what });
        if (!flags.json) console.log(`${what.padEnd(13)}  ${"model".padEnd(7)}  ${name}:${files.hash}`);
      }
      if (flags.json) console.log(JSON.stringify(done));
    });
}
