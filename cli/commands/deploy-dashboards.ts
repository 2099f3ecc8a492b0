import type { Command } from "commander";
import { loadModels, modelNames } from "../../model-code/adapters/model-files";
import { BadInput } from "../../model-code/core/problem";
import { ENVIRONMENTS, MODELS } from "../paths";

export function addDeployDashboards(program: Command): void {
  program
    .command("deploy-dashboards")
    .summary("put models' dashboards into the Grafana of an environment")
    .description(
      "Put the dashboard of each model that AKS serves into the Grafana of an environment (cluster.grafana), in the place of the one that is there; where there is no Grafana, nothing. It acts as whoever is signed in to Azure, who needs the role Grafana Editor, and reaches a private environment's Grafana only from its network.",
    )
    .argument("<env>", "the environment")
    .option("--environments <dir>", "folder with the environments", ENVIRONMENTS)
    .action(async (name: string, flags: { readonly environments: string }) => {
      const { loadPlaces } = await import("../../environments/load");
      const { pickPlaces } = await import("../../environments/pick");
      const { leftToFillIn } = await import("../../environments/fill-in");
      const { RULES } = await import("../../constructs/policy/rules");
      const { putDashboards } = await import("../grafana/put-dashboards");
      const { DefaultAzureCredential } = await import("@azure/identity");

      const known = { models: modelNames(MODELS), rules: RULES.map((r) => r.id), variables: process.env };
      const env = pickPlaces(loadPlaces(flags.environments, known), name).environments[0]!;
      if (!env.cluster.grafana) {
        console.log(`${env.name} has no Grafana: cluster.grafana is off`);
        return;
      }
      // a name that Azure has only once holds a hash of the subscription's id
      const unknown = leftToFillIn([env]).filter((p) => p.where.endsWith("subscription"));
      if (unknown.length > 0) throw new BadInput("deploy-dashboards", unknown);
      const credential = new DefaultAzureCredential();
      const models = loadModels(MODELS, { sample: false }).map((m) => m.spec);
      const put = await putDashboards({ env, models, token: async (scope) => (await credential.getToken(scope)).token });
      console.log(put.length === 0 ? "no model is served on AKS there" : put.map((model) => `put  ${model}`).join("\n"));
    });
}
