import { Construct } from "constructs";
import type { MainBranch } from "./main-branch";
import type { Member, People } from "./people";
import type { Project } from "./project";
import { DevopsResource } from "./resource";

export interface ModelTeamProps {
  readonly project: Project;
  readonly people: People;
  readonly main: MainBranch;
  /** Id of the folder of queries. */
  readonly queries: string;
  /** The model's name, which is its folder's. */
  readonly model: string;
  readonly title: string;
  /** Mail address of the Entra group that answers for it. */
  readonly owner: string;
}

const LONGEST_DESCRIPTION = 256;

/** Open work of a model, the last changed first. */
const openWork = (area: string): string =>
  [
    "SELECT [System.Id], [System.WorkItemType], [System.Title], [System.State], [System.AssignedTo], [System.ChangedDate]",
    "FROM WorkItems",
    `WHERE [System.TeamProject] = @project AND [System.AreaPath] UNDER '${area}'`,
    "AND [System.State] NOT IN ('Closed', 'Removed')",
    "ORDER BY [System.ChangedDate] DESC",
  ].join(" ");

/** Who answers for a model: a team with an area of its own for work items, a query of them, and a say in what changes the model. */
export class ModelTeam extends Construct implements Member {
  readonly id: string;
  readonly descriptor: string;

  constructor(scope: Construct, id: string, props: ModelTeamProps) {
    super(scope, id);
    const { project, people, main, model } = props;
    const area = new DevopsResource(this, "Area", "azuredevops_area", { project_id: project.id, name: model });
    const team = new DevopsResource(this, "Resource", "azuredevops_team", {
      project_id: project.id,
      name: model,
      description: props.title.slice(0, LONGEST_DESCRIPTION),
      members: [people.ofMail(props.owner).descriptor],
      area: [{ path: area.get("path"), include_children: true, is_default: true }],
    });
    this.id = team.id;
    this.descriptor = team.get("descriptor");
    people.join(`Developers-team-${model}`, people.developers, this.descriptor);
    new DevopsResource(this, "Query", "azuredevops_workitemquery", {
      project_id: project.id,
      name: model,
      parent_id: props.queries,
      wiql: openWork(area.get("path")),
    });
    main.addReview(`model-${model}`, {
      reviewers: [this.id],
      paths: [`/model-code/models/${model}/*`],
      message: `The owners of ${model} answer for what changes it.`,
    });
  }
}
