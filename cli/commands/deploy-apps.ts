import type { Command } from "commander";
import { loadModels, modelNames } from "../../model-code/adapters/model-files";
import { BadInput } from "../../model-code/core/problem";
import { ENVIRONMENTS, MODELS } from "../paths";

interface DeployAppsFlags {
  readonly environments: string;
  readonly packages?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const RESOURCE_MANAGER = "https://management.azure.com/.default";

export function addDeployApps(program: Command): void {
  program
    .command("deploy-apps")
    .summary("put published packages onto the Functions apps of an environment")
    .description(
      "Put the published packages onto the Functions apps of an environment, which Terraform makes without code: control, and the models that are served on Functions there. An app that already runs its package is left alone; of another it is waited for that it says so. It acts as whoever is signed in to Azure, and reaches a private environment's apps only from its network.",
    )
    .argument("<env>", "the environment")
    .argument("[apps...]", "only these: control, or a model (default: all)")
    .option("--environments <dir>", "folder with the environments", ENVIRONMENTS)
    .option("--packages <url>", "package store (default: that of shared.yaml)")
    .option("--dry-run", "look, and say what would be done; in a pipeline it sets the output `changes`")
    .option("--json", "as JSON")
    .action(async (name: string, wanted: readonly string[], flags: DeployAppsFlags) => {
      const { loadPlaces } = await import("../../environments/load");
      const { pickPlaces } = await import("../../environments/pick");
      const { leftToFillIn } = await import("../../environments/fill-in");
      const { RULES } = await import("../../constructs/policy/rules");
      const { nameOf } = await import("../../constructs/naming/name");
      const { connect } = await import("../../model-code/adapters/blob-store/connect");
      const { buildArtifact } = await import("../../model-code/hosts/artifact/artifact");
      const { DefaultAzureCredential } = await import("@azure/identity");
      const { appsOf, pickApps } = await import("../apps/apps-of");
      const { deployApps, isWaiting } = await import("../apps/deploy-apps");
      const { addressOf } = await import("../apps/one-deploy");
      const { isInPipeline, setOutput } = await import("../azure-pipelines/agent");

      const known = { models: modelNames(MODELS), rules: RULES.map((r) => r.id), variables: process.env };
      const { shared, environments } = pickPlaces(loadPlaces(flags.environments, known), name);
      const env = environments[0]!;
      const models = loadModels(MODELS).map((m) => m.spec);
      const apps = pickApps(
        appsOf(
          env,
          models.filter((m) => env.models.includes(m.name)),
        ),
        wanted,
      );
      // a name that Azure has only once holds a hash of the subscription's id
      const unknown = leftToFillIn([env, shared]).filter((p) => p.where.endsWith("subscription"));
      if (unknown.length > 0) throw new BadInput("deploy-apps", unknown);
      const credential = new DefaultAzureCredential();
      const done = await deployApps(apps, {
        artifactOf: (bundle) => buildArtifact(bundle),
        packages: connect(flags.packages ?? `https://${nameOf("storage-account", shared, "packages")}.blob.core.windows.net`),
        addressOf,
        token: async () => (await credential.getToken(RESOURCE_MANAGER)).token,
        isPrivate: env.network.mode === "private",
        dryRun: flags.dryRun === true,
        tell: ({ did, what, name: app, bundle, hash }) => {
          if (!flags.json) console.log(`${did.padEnd(12)}  ${what.padEnd(20)}  ${app}  ${bundle}:${hash}`);
        },
      });
      if (flags.json) console.log(JSON.stringify(done));
      // by it a pipeline knows whether there is anything to approve
      if (flags.dryRun && isInPipeline(process.env)) console.log(setOutput("changes", String(isWaiting(done))));
    });
}
