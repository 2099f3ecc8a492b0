import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { App } from "cdktf";
import { TIME_ZONES } from "../constructs/data-factory/time-zones";
import type { BusinessHours } from "../constructs/devops/guarded-environment";
import { MainBranch } from "../constructs/devops/main-branch";
import { ModelTeam } from "../constructs/devops/model-team";
import { type Member, People } from "../constructs/devops/people";
import { Permissions } from "../constructs/devops/permissions";
import { type PipelinePlace, Pipelines } from "../constructs/devops/pipelines";
import { DevopsPlace } from "../constructs/devops/place";
import { Project } from "../constructs/devops/project";
import { AzuredevopsProvider } from "../constructs/devops/provider";
import { DevopsResource } from "../constructs/devops/resource";
import { Variables } from "../constructs/devops/variables";
import { idsOf } from "../environments/fill-in";
import type { Devops, Environment, Shared } from "../environments/schema";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import { PlatformStack } from "./platform-stack";

const FOLDERS = ["cli", "constructs", "environments", "pipelines", "stacks"];
const FILES = ["/main.ts", "/cdktf.json", "/package.json", "/package-lock.json", "/providers.lock.hcl"];
/** What the platform's own team answers for: all that every model stands on. */
const PLATFORM_PATHS = [...FOLDERS.map((folder) => `/${folder}/*`), "/model-code/*", "!/model-code/models/*", ...FILES];
/** What a build looks at: all but what is prose and nothing else. */
const BUILT_PATHS = ["/*", "!/docs/adr/*", "!/CHANGELOG.md", "!/LICENSE"];

export interface DevopsProps {
  readonly devops: Devops;
  /** The environments that pipelines work in. */
  readonly environments: readonly Environment[];
  readonly models: readonly ModelSpec[];
}

/**
 * Azure DevOps, once for the organization: the project with its code and who may do what in it, the pipelines and what each may use, and
 * what stands before a deployment. Applied by a person: a pipeline that could change it could lift the checks that it has to pass.
 */
export class DevopsStack extends PlatformStack {
  private readonly project: Project;
  private readonly people: People;
  private readonly hours: BusinessHours;
  private readonly teams: ReadonlyMap<string, ModelTeam>;

  constructor(
    app: App,
    private readonly shared: Shared,
    private readonly props: DevopsProps,
  ) {
    super(app, shared, "devops", { ofOrganization: true });
    const { devops, environments } = props;
    const { timeZone, ...hours } = devops.hours;
    this.hours = { ...hours, timeZone: TIME_ZONES[timeZone] ?? timeZone };
    new AzuredevopsProvider(this, "Azuredevops", { organization: devops.organization, tenantId: shared.tenant });
    this.project = new Project(this, "Project", { name: devops.project, repository: devops.repository, protect: shared.protectData });
    this.people = this.addPeople();
    const main = new MainBranch(this, "Main", this.project);
    main.addReview("platform", {
      reviewers: [this.people.ofEntra(shared.groups.platform).id],
      paths: PLATFORM_PATHS,
      message: "The platform team answers for what every model stands on.",
    });
    this.teams = this.addTeams(main);
    const places = [
      this.addPlace(shared, [], environments.flatMap(this.modelsOf)),
      ...environments.map((env) => this.addPlace(env, this.modelsOf(env))),
    ];
    const variables = new Variables(this, "Variables", {
      project: this.project,
      places: [shared, ...environments].map((place) => ({ place: place.name, values: idsOf(place) })),
      ofPlaces: ["AZURE_SUBSCRIPTION_ID"],
    });
    const pipelines = new Pipelines(this, "Pipelines", { project: this.project, places, variables: variables.groups });
    new Permissions(this, "Permissions", {
      project: this.project,
      people: this.people,
      approvers: [...new Set(environments.map((e) => e.groups.approvers))],
      pipelines,
    });
    main.addBuild("pull-request", pipelines.definitions["pull-request"].number, BUILT_PATHS);
  }

  private modelsOf = (env: Environment): readonly ModelSpec[] => this.props.models.filter((m) => env.models.includes(m.name));
  private approversOf = (model: ModelSpec): readonly Member[] => model.approvers.map((address) => this.people.ofMail(address));

  private addPeople(): People {
    const { environments } = this.props;
    const people = new People(this, "People", this.project);
    const all = (of: "dataScience" | "readers" | "approvers") => [...new Set(environments.map((e) => e.groups[of]))];
    const { platform } = this.shared.groups;
    people.join(`Administrators-${platform}`, people.ofProject("Project Administrators"), people.ofEntra(platform).descriptor);
    for (const id of all("dataScience")) people.join(`Developers-${id}`, people.developers, people.ofEntra(id).descriptor);
    const readers = people.ofProject("Readers");
    people.join("Readers-developers", readers, people.developers);
    for (const id of [...all("readers"), ...all("approvers")]) people.join(`Readers-${id}`, readers, people.ofEntra(id).descriptor);
    for (const address of new Set(environments.flatMap(this.modelsOf).flatMap((m) => m.approvers)))
      people.join(`Readers-${address}`, readers, people.ofMail(address).descriptor);
    return people;
  }

  private addTeams(main: MainBranch): ReadonlyMap<string, ModelTeam> {
    const { project, people } = this;
    const folder = { project_id: project.id, name: "Models", area: "Shared Queries" } as const;
    const queries = new DevopsResource(this, "Queries", "azuredevops_workitemquery_folder", folder).id;
    const models = this.props.models.filter((m) => this.props.environments.some((env) => env.models.includes(m.name)));
    return new Map(
      models.map(({ name, title, owner }) => {
        const who = { project, people, main, queries, model: name, title, owner: owner.contact };
        return [name, new ModelTeam(this, `Model-${name}`, who)];
      }),
    );
  }

  /** What pipelines find in a place. */
  private addPlace(place: Environment | Shared, models: readonly ModelSpec[], under = models): PipelinePlace {
    const { name, subscription, tenant } = place;
    const platform = this.people.ofEntra(place.groups.platform);
    return new DevopsPlace(this, `Place-${name}`, {
      project: this.project,
      place,
      provider: new AzurermProvider(this, `Azurerm-${name}`, {
        alias: name,
        subscriptionId: subscription,
        tenantId: tenant,
        resourceProviderRegistrations: "none",
        features: [{}],
      }),
      approvers: {
        approvers: ["approvers" in place.groups ? this.people.ofEntra(place.groups.approvers) : platform],
        owners: [platform],
      },
      hours: this.hours,
      models: models.map((m) => ({ ...m, asked: { approvers: this.approversOf(m), owners: [this.teams.get(m.name) ?? platform] } })),
      tiers: under.map((m) => m.riskTier),
      publishes: place.name === this.shared.name,
      ownAgents: place.name !== this.shared.name && place.network.mode === "private",
    }).found;
  }
}
