import { Construct } from "constructs";
import type { PipelineName } from "./names";
import type { People, ProjectGroup } from "./people";
import type { Pipelines } from "./pipelines";
import type { Project } from "./project";
import { DevopsResource } from "./resource";
import type { AreaPermission, BuildPermission, GitPermission, NodePermission, Permission } from "./types/people";

/** Who is given permissions; approvers are the groups of the environments' files. */
type Who = "developers" | "approvers" | "buildService" | ProjectGroup;
type Given<Name extends string> = Readonly<Partial<Record<Name, Permission>>>;

/** Ways around a review, which nobody has: to push to a branch with policies, to complete against them, to rewrite what was merged. */
const NO_WAY_AROUND: Given<GitPermission> = { PolicyExempt: "deny", PullRequestBypassPolicy: "deny", ForcePush: "deny" };

/** In the repository. What is not said is as Azure DevOps has it: nobody but administrators edits policies or deletes the repository. */
const CODE: Readonly<Partial<Record<Who, Given<GitPermission>>>> = {
  developers: {
    GenericRead: "allow",
    GenericContribute: "allow",
    CreateBranch: "allow",
    CreateTag: "allow",
    PullRequestContribute: "allow",
    ...NO_WAY_AROUND,
  },
  approvers: { GenericRead: "allow", PullRequestContribute: "allow", ...NO_WAY_AROUND },
  // Reads the code, and comments on pull requests.
  buildService: { GenericRead: "allow", PullRequestContribute: "allow", ...NO_WAY_AROUND },
  Contributors: NO_WAY_AROUND,
  "Build Administrators": NO_WAY_AROUND,
  "Project Administrators": NO_WAY_AROUND,
};

/** In the folder of pipelines: to start and stop them. To edit one is for who applies this stack. */
const PIPELINES: Readonly<Partial<Record<Who, Given<BuildPermission>>>> = {
  developers: { ViewBuilds: "allow", ViewBuildDefinition: "allow", QueueBuilds: "allow", StopBuilds: "allow" },
};

/** On single pipelines: who approves a new review of a deployment does so by starting `deploy` with it. */
const ON_PIPELINES: Readonly<Partial<Record<PipelineName, Readonly<Partial<Record<Who, Given<BuildPermission>>>>>>> = {
  deploy: { approvers: { ViewBuilds: "allow", ViewBuildDefinition: "allow", QueueBuilds: "allow" } },
};

/** On work items wherever they are filed. */
const AREAS: Readonly<Partial<Record<Who, Given<AreaPermission>>>> = {
  developers: { GENERIC_READ: "allow", WORK_ITEM_READ: "allow", WORK_ITEM_WRITE: "allow" },
};

/** On iterations, which the provider cannot make: teams plan their own. */
const ITERATIONS: Readonly<Partial<Record<Who, Given<NodePermission>>>> = {
  developers: { GENERIC_READ: "allow", GENERIC_WRITE: "allow", CREATE_CHILDREN: "allow" },
};

export interface PermissionsProps {
  readonly project: Project;
  readonly people: People;
  /** Object ids of the Entra groups that approve. */
  readonly approvers: readonly string[];
  readonly pipelines: Pick<Pipelines, "folder" | "definitions">;
}

/** Who may do what in a project, by a table; whoever administers the organization is above it. */
export class Permissions extends Construct {
  constructor(scope: Construct, id: string, { project, people, approvers, pipelines }: PermissionsProps) {
    super(scope, id);
    const of = (who: Who): readonly (readonly [key: string, descriptor: string])[] => {
      if (who === "approvers") return approvers.map((group) => [`approvers-${group}`, people.ofEntra(group).descriptor]);
      if (who === "developers" || who === "buildService") return [[who, people[who]]];
      return [[who.replace(" ", ""), people.ofProject(who)]];
    };
    const each = <Name extends string>(
      table: Readonly<Partial<Record<Who, Given<Name>>>>,
      give: (key: string, to: { readonly project_id: string; readonly principal: string; readonly permissions: Given<Name> }) => void,
    ) => {
      for (const [who, permissions] of Object.entries(table) as [Who, Given<Name>][])
        for (const [key, principal] of of(who)) give(key, { project_id: project.id, principal, permissions });
    };
    each(CODE, (key, to) => {
      new DevopsResource(this, `Code-${key}`, "azuredevops_git_permissions", { ...to, repository_id: project.repositoryId });
    });
    each(PIPELINES, (key, to) => {
      new DevopsResource(this, `Pipelines-${key}`, "azuredevops_build_folder_permissions", { ...to, path: pipelines.folder });
    });
    for (const [name, table] of Object.entries(ON_PIPELINES))
      each(table, (key, to) => {
        const { id: definition } = pipelines.definitions[name as PipelineName];
        new DevopsResource(this, `Pipeline-${name}-${key}`, "azuredevops_build_definition_permissions", {
          ...to,
          build_definition_id: definition,
        });
      });
    each(AREAS, (key, to) => {
      new DevopsResource(this, `Areas-${key}`, "azuredevops_area_permissions", { ...to, path: "/" });
    });
    each(ITERATIONS, (key, to) => {
      new DevopsResource(this, `Iterations-${key}`, "azuredevops_iteration_permissions", { ...to, path: "/" });
    });
  }
}
