import type { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import { nameOf } from "../naming/name";
import { Agents } from "./agents";
import { type BusinessHours, GuardedEnvironment, type GuardedEnvironmentProps } from "./guarded-environment";
import { modelEnvironment, ownPool, placeEnvironment, publishEnvironment, rollbackEnvironment } from "./names";
import type { Member } from "./people";
import type { Reach } from "./pipeline-uses";
import type { PipelinePlace } from "./pipelines";
import { PlaceConnections } from "./place-connections";
import type { Project } from "./project";
import { type Approver, CHECKS, highest, ROLLBACK, type Tier } from "./release-checks";

type Approvers = Readonly<Record<Approver, readonly Member[]>>;

/** What who approves is asked to do, by what goes through an environment. */
const INSTRUCTIONS = {
  infrastructure: "read the review on the run's page, and approve what it shows.",
  release: "read the report of the package, and what it did in the environment before.",
  rollback: "agree that what answered before answers again; look into it afterwards.",
  publish: "nothing is asked.",
} as const;

export interface DevopsPlaceProps {
  readonly project: Project;
  /** The environment, or `shared`, as its file says it. */
  readonly place: {
    readonly name: string;
    readonly prefix: string;
    readonly subscription: string;
    readonly tenant: string;
    readonly protectData: boolean;
  };
  /** Reads and writes in its subscription. */
  readonly provider: AzurermProvider;
  /** Who approves its infrastructure; owners are who runs it. */
  readonly approvers: Approvers;
  readonly hours: BusinessHours;
  /** Models that are released there, with who approves that. */
  readonly models: readonly (Pick<ModelSpec, "name" | "riskTier" | "trainsIn"> & { readonly asked: Approvers })[];
  /** Of each model that stands on it. */
  readonly tiers: readonly ModelSpec["riskTier"][];
  /** Whether images and packages are published there. */
  readonly publishes: boolean;
  /** Whether it has a scale set for agents within its network. */
  readonly ownAgents: boolean;
}

/**
 * What pipelines find of a place: connections by which they act there, an environment for its infrastructure and two for each of its
 * models, with what the risk tiers put before them, and machines where it is closed to Microsoft's. Infrastructure is of the highest tier
 * of what stands on it. What is published runs nowhere until it is deployed, so nobody is asked about it.
 */
export class DevopsPlace extends Construct {
  readonly found: PipelinePlace;

  constructor(scope: Construct, id: string, props: DevopsPlaceProps) {
    super(scope, id);
    const { project, place, provider, approvers, models } = props;
    const { name, subscription, protectData } = place;
    const { connections, credentials } = new PlaceConnections(this, "Connections", {
      project,
      place: name,
      subscription,
      tenant: place.tenant,
      provider,
      resourceGroup: nameOf("resource-group", place, "bootstrap"),
      identities: {
        deployer: nameOf("user-assigned-identity", place, "deployer"),
        "plan-reader": nameOf("user-assigned-identity", place, "plan-reader"),
      },
    });
    const tierOf = (tier: Tier): Tier => (protectData ? tier : "open");
    const own = models.map((model) => {
      const of = { tier: tierOf(model.riskTier), approvers: model.asked };
      return {
        name: model.name,
        trains: model.trainsIn === name,
        environment: this.addGuarded(props, `Model-${model.name}`, "release", {
          ...of,
          name: modelEnvironment(name, model.name),
          description: `Releases of ${model.name} in ${name}.`,
        }),
        rollback: this.addGuarded(props, `Rollback-${model.name}`, "rollback", {
          ...of,
          name: rollbackEnvironment(name, model.name),
          description: `Takes ${model.name} back in ${name}.`,
        }),
      };
    });
    const environment = this.addGuarded(props, "Environment", "infrastructure", {
      tier: tierOf(highest(props.tiers)),
      approvers,
      name: placeEnvironment(name),
      description: `Infrastructure of ${name}.`,
    });
    const reaches: readonly (readonly [Reach, boolean])[] = [
      ["everywhere", true],
      ["open", !protectData],
      ["models", own.length > 0],
      ["training", own.some((m) => m.trains)],
    ];
    this.found = {
      name,
      reaches: reaches.flatMap(([reach, holds]) => (holds ? [reach] : [])),
      connections,
      environment,
      models: own,
      ...(props.publishes && {
        publish: this.addGuarded(props, "Publish", "publish", {
          tier: "open",
          approvers,
          name: publishEnvironment(name),
          description: `Images and packages in ${name}.`,
        }),
      }),
      ...(props.ownAgents && { queue: this.addAgents(props, connections.deployer, credentials.deployer) }),
    };
  }

  /** The id of an environment, with what stands before what goes through it. */
  private addGuarded(
    { project, hours }: DevopsPlaceProps,
    key: string,
    what: keyof typeof INSTRUCTIONS,
    { tier, ...more }: { readonly tier: Tier } & Pick<GuardedEnvironmentProps, "name" | "description" | "approvers">,
  ): string {
    const isRollback = what === "rollback" && tier !== "open";
    return new GuardedEnvironment(this, key, {
      ...more,
      project,
      hours,
      title: isRollback ? "Rollback" : `Tier ${tier}`,
      checks: isRollback ? ROLLBACK : CHECKS[tier],
      instructions: INSTRUCTIONS[what],
    }).id;
  }

  private addAgents({ project, place }: DevopsPlaceProps, connection: string, credential: ITerraformDependable): string {
    const group = `/subscriptions/${place.subscription}/resourceGroups/${nameOf("resource-group", place, "network")}`;
    return new Agents(this, "Agents", {
      project,
      name: ownPool(place.prefix, place.name),
      scaleSet: `${group}/providers/Microsoft.Compute/virtualMachineScaleSets/${nameOf("scale-set", place, "agents")}`,
      connection,
      credential,
    }).queue;
  }
}
