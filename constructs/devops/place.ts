import type { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import { nameOf } from "../naming/name";
import { Agents } from "./agents";
import { type BusinessHours, GuardedEnvironment } from "./guarded-environment";
import { modelEnvironment, ownPool, placeEnvironment } from "./names";
import type { Member } from "./people";
import type { Reach } from "./pipeline-uses";
import type { PipelinePlace } from "./pipelines";
import { PlaceConnections } from "./place-connections";
import type { Project } from "./project";
import { type Approver, highest } from "./release-checks";

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
  /** Who approves there; owners are who runs it. */
  readonly approvers: Readonly<Record<Approver, Member>>;
  readonly hours: BusinessHours;
  /** Models that are released there. */
  readonly models: readonly (Pick<ModelSpec, "name" | "riskTier" | "trainsIn"> & { readonly owners: Member })[];
  /** Of each model that stands on it. */
  readonly tiers: readonly ModelSpec["riskTier"][];
  /** Whether it has a scale set for agents within its network. */
  readonly ownAgents: boolean;
}

/**
 * What pipelines find of a place: connections by which they act there, an environment for its infrastructure and one for each of its
 * models, with what the risk tiers put before them, and machines where it is closed to Microsoft's. Infrastructure is of the highest tier
 * of what stands on it.
 */
export class DevopsPlace extends Construct {
  readonly found: PipelinePlace;

  constructor(scope: Construct, id: string, props: DevopsPlaceProps) {
    super(scope, id);
    const { project, place, provider, approvers, hours, models } = props;
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
    const own = models.map((model) => ({
      name: model.name,
      trains: model.trainsIn === name,
      environment: new GuardedEnvironment(this, `Model-${model.name}`, {
        project,
        name: modelEnvironment(name, model.name),
        description: `Releases of ${model.name} in ${name}.`,
        tier: protectData ? model.riskTier : "open",
        approvers: { ...approvers, owners: model.owners },
        hours,
      }).id,
    }));
    const environment = new GuardedEnvironment(this, "Environment", {
      project,
      name: placeEnvironment(name),
      description: `Infrastructure of ${name}.`,
      tier: protectData ? highest(props.tiers) : "open",
      approvers,
      hours,
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
      environment: environment.id,
      models: own,
      ...(props.ownAgents && { queue: this.addAgents(props, connections.deployer, credentials.deployer) }),
    };
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
