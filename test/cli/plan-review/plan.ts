import { changesOf, type StackChanges } from "../../../cli/plan-review/changes";
import type { PlanJson, ResourceChange } from "../../../cli/plan-review/plan-schema";
import { readPlan } from "../../../cli/plan-review/read-plan";
import { type PlannedStack, type Review, reviewPlans } from "../../../cli/plan-review/review";
import { readState } from "../../../cli/plan-review/state";
import type { Surroundings } from "../../../cli/plan-review/surroundings";

type Json = Readonly<Record<string, unknown>>;
/** What a test says of a resource's change; the rest is as Terraform writes it. */
export interface Told {
  readonly type: string;
  readonly name?: string;
  readonly actions: ResourceChange["change"]["actions"];
  readonly before?: Json;
  readonly after?: Json;
  readonly change?: Partial<ResourceChange["change"]>;
  readonly more?: Partial<ResourceChange>;
}

/** A resource's change in Terraform's documented form. */
export const resource = ({ type, name = "It", actions, before, after, change, more }: Told): ResourceChange => ({
  address: `${type}.${name}`,
  mode: "managed",
  type,
  provider_name: `registry.terraform.io/hashicorp/${type.split("_")[0]}`,
  change: {
    actions,
    before: before ?? null,
    after: after ?? null,
    after_unknown: {},
    before_sensitive: before === undefined ? false : {},
    after_sensitive: after === undefined ? false : {},
    ...change,
  },
  ...more,
});

export const planJson = (resources: readonly ResourceChange[], more: Partial<PlanJson> = {}): string =>
  JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    resource_changes: resources,
    complete: true,
    errored: false,
    ...more,
  });

export const changesIn = (stack: string, resources: readonly ResourceChange[], more: Partial<PlanJson> = {}): StackChanges =>
  changesOf(stack, readPlan(planJson(resources, more), "plan.json"));

export const STATE = JSON.stringify({ version: 4, serial: 7, lineage: "5b1c", outputs: {}, resources: [] });

export const planned = (stack: string, resources: readonly ResourceChange[], more: Partial<PlanJson> = {}): PlannedStack => ({
  changes: changesIn(stack, resources, more),
  state: readState(STATE, "state.json"),
});

const models = (["low", "medium", "high"] as const).map((riskTier) => ({
  name: `${riskTier}-risk`,
  owner: { team: riskTier, contact: `${riskTier}@example.com` },
  approvers: [`${riskTier}-approver@example.com`],
  riskTier,
}));

/** Two environments and what they share: dev is public and protects nothing, prod is private and protects. */
export const SURROUNDINGS: Surroundings = {
  models,
  places: [
    { name: "dev", contact: "dev@example.com", isPrivate: false, protectsData: false, models: ["low-risk"], approvers: "d-group" },
    {
      name: "prod",
      contact: "prod@example.com",
      isPrivate: true,
      protectsData: true,
      models: models.map((m) => m.name),
      approvers: "p-group",
    },
    { name: "shared", contact: "shared@example.com", isPrivate: false, protectsData: true, models: models.map((m) => m.name) },
  ],
};

export const TREE = "a".repeat(40);
export const SALT = "0".repeat(32);
export const reviewed = (...plans: readonly PlannedStack[]): Review => reviewPlans(plans, TREE, SURROUNDINGS, () => SALT);
