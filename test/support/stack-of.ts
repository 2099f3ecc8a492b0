import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack } from "cdktf";
import { AzapiProvider } from "../../constructs/azapi/provider";
import { type Synthesized, synth } from "./synth";

/** A stack with providers, and what `build` adds. */
export const stackOf = (build: (stack: TerraformStack) => void): Synthesized =>
  synth((app) => {
    const stack = new TerraformStack(app, "test");
    new AzurermProvider(stack, "Azurerm", { features: [{}] });
    new AzapiProvider(stack, "Azapi", { subscriptionId: "s", tenantId: "t" });
    build(stack);
  });
