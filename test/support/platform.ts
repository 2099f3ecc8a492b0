import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { type App, TerraformStack } from "cdktf";
import { AzapiProvider } from "../../constructs/azapi/provider";
import { loadPlaces } from "../../environments/load";
import type { Places } from "../../environments/read";
import type { Environment } from "../../environments/schema";
import { loadModels } from "../../model-code/adapters/model-files";
import { addPlatform, type PlatformProps } from "../../stacks/platform";
import { type Synthesized, synth } from "./synth";

export const JOB_TAG = "ab".repeat(32);
export const SERVER_TAG = "cd".repeat(32);

export const models = loadModels("model-code/models").map((m) => m.spec);

/** The same, each served on AKS everywhere. */
export const onAks: typeof models = models.map((m) => ({ ...m, serving: { ...m.serving, host: "aks", hosts: {} } }));

/** The project's own environments. */
export const places = (): Places => loadPlaces("environments", { models: models.map((m) => m.name), variables: {} });

/** The project's dev environment with changes. */
export const environment = (changes: Partial<Environment> = {}): Environment => {
  const dev = places().environments.find((e) => e.name === "dev");
  if (dev === undefined) throw new Error("environments/dev.yaml is gone");
  return { ...dev, ...changes };
};

/** The whole platform as the project ships it, but for what the test says. */
export const synthPlatform = (changes: Partial<PlatformProps> = {}): Synthesized =>
  synth((app) =>
    addPlatform(app, {
      ...places(),
      models,
      jobImageTag: JOB_TAG,
      serverImageTag: SERVER_TAG,
      ...changes,
    }),
  );

/** A stack with providers and nothing else, to try one construct in. */
export const synthIn = (build: (stack: TerraformStack) => void): Synthesized =>
  synth((app: App) => {
    const stack = new TerraformStack(app, "test");
    new AzurermProvider(stack, "Azurerm", { features: [{}] });
    new AzapiProvider(stack, "Azapi", { subscriptionId: "s", tenantId: "t" });
    build(stack);
  });
