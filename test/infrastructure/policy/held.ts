import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { type App, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AzapiProvider } from "../../../constructs/azapi/provider";
import { applyPolicies } from "../../../constructs/policy/apply";
import type { PolicyPlace, Waiver } from "../../../constructs/policy/rule";
import { type Synthesized, synth } from "../../support/synth";

/** A place that promises everything. */
export const strict = { name: "dev", network: { mode: "private" }, protectData: true, waivers: [] } as const satisfies PolicyPlace;

export type Build = (stack: TerraformStack) => unknown;

/** Adds a stack with providers and what a test puts there. */
export function addStack(app: Construct, id: string, build: Build): void {
  const stack = new TerraformStack(app, id);
  new AzurermProvider(stack, "Azurerm", { features: [{}] });
  new AzapiProvider(stack, "Azapi", { subscriptionId: "s", tenantId: "t" });
  new KubernetesProvider(stack, "Kubernetes");
  build(stack);
}

/** Synthesizes one stack that is held to all rules. */
export const held = (build: Build, changes: Partial<PolicyPlace> = {}, id = "dev-data"): Synthesized =>
  synth((app: App) => {
    addStack(app, id, build);
    applyPolicies(app, [{ ...strict, ...changes }]);
  });

/** What a person reads; nothing if all went well. */
export function message(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

export const waiver = (rule: string, resource: string): Waiver => ({ rule, resource });
