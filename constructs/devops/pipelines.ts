import { Construct } from "constructs";
import { MAIN } from "./main-branch";
import { type ConnectionKind, PIPELINE_FOLDER, PIPELINES, type PipelineName, publishEnvironment, yamlOf } from "./names";
import { PIPELINE_USES, type Reach } from "./pipeline-uses";
import type { Project } from "./project";
import { DevopsResource } from "./resource";

/** What pipelines find in a place. */
export interface PipelinePlace {
  readonly name: string;
  readonly reaches: readonly Reach[];
  /** Ids. */
  readonly connections: Readonly<Record<ConnectionKind, string>>;
  /** Id of the environment that its infrastructure goes through. */
  readonly environment: string;
  /**
   * Id of the environment that images and packages are published through.
   * @default - nothing is published there
   */
  readonly publish?: string;
  /** Of each model there: its name, the ids of its environments, and whether it trains there. */
  readonly models: readonly { readonly name: string; readonly environment: string; readonly rollback: string; readonly trains: boolean }[];
  /**
   * Id of the queue of its own machines.
   * @default - Microsoft's machines, which every pipeline may use
   */
  readonly queue?: string;
}

export interface PipelinesProps {
  readonly project: Project;
  readonly places: readonly PipelinePlace[];
  /** Ids of the variable groups, by name. */
  readonly variables: ReadonlyMap<string, string>;
}

type Kind = "endpoint" | "queue" | "variablegroup" | "environment";

/** The pipelines of `pipelines/`, each authorized for what it uses. */
export class Pipelines extends Construct {
  readonly definitions: Readonly<Record<PipelineName, DevopsResource<"azuredevops_build_definition">>>;
  /** The path of their folder, once that is there. */
  readonly folder: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PipelinesProps,
  ) {
    super(scope, id);
    const { project } = props;
    this.folder = new DevopsResource(this, "Folder", "azuredevops_build_folder", {
      project_id: project.id,
      path: PIPELINE_FOLDER,
      description: "Defined in the stack `devops`; a change by hand is undone by its next apply.",
    }).get("path");
    const define = (name: PipelineName) =>
      new DevopsResource(this, name, "azuredevops_build_definition", {
        project_id: project.id,
        name,
        path: this.folder,
        job_authorization_scope: "project",
        repository: [{ repo_type: "TfsGit", repo_id: project.repositoryId, branch_name: MAIN, yml_path: yamlOf(name) }],
        ci_trigger: [{ use_yaml: true }],
        features: [{ skip_first_run: true }],
      });
    this.definitions = Object.fromEntries(PIPELINES.map((name) => [name, define(name)])) as Pipelines["definitions"];
    for (const name of PIPELINES) this.authorize(name);
  }

  private authorize(pipeline: PipelineName): void {
    const { connections, reach, through } = PIPELINE_USES[pipeline];
    for (const [name, group] of this.props.variables) this.allow(pipeline, "variablegroup", name, group);
    for (const place of this.props.places.filter((p) => p.reaches.includes(reach))) {
      for (const kind of connections) this.allow(pipeline, "endpoint", `${place.name}-${kind}`, place.connections[kind]);
      if (place.queue !== undefined) this.allow(pipeline, "queue", place.name, place.queue);
      if (through.includes("place")) this.allow(pipeline, "environment", place.name, place.environment);
      if (through.includes("publish") && place.publish !== undefined)
        this.allow(pipeline, "environment", publishEnvironment(place.name), place.publish);
      for (const model of place.models.filter((m) => reach !== "training" || m.trains)) {
        const key = `${place.name}-${model.name}`;
        if (through.includes("models")) this.allow(pipeline, "environment", key, model.environment);
        if (through.includes("rollbacks")) this.allow(pipeline, "environment", `rollback-${key}`, model.rollback);
      }
    }
  }

  private allow(pipeline: PipelineName, type: Kind, key: string, resource: string): void {
    new DevopsResource(this, `${pipeline}-${type}-${key}`, "azuredevops_pipeline_authorization", {
      project_id: this.props.project.id,
      resource_id: resource,
      type,
      pipeline_id: this.definitions[pipeline].number,
    });
  }
}
