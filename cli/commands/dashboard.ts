import type { Command } from "commander";
import { loadModel } from "../../model-code/adapters/model-files";
import { MODELS } from "../paths";

export function addDashboard(program: Command): void {
  program
    .command("dashboard")
    .summary("print a model's dashboard for Grafana")
    .description(
      "Print a model's dashboard for Grafana as JSON: requests, errors, latency, versions, drift, held to the figures of model.yaml. `mlops deploy-dashboards` puts it into an environment's Grafana.",
    )
    .argument("<model>", "the model's name")
    .option("--models <dir>", "folder with the models", MODELS)
    .action(async (name: string, { models }: { readonly models: string }) => {
      // dashboards are no concern of the other commands
      const { modelDashboard } = await import("../../constructs/monitoring/dashboard/model-dashboard");
      console.log(JSON.stringify(modelDashboard(loadModel(models, name, { sample: false }).spec), null, 2));
    });
}
