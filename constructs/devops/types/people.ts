export type Permission = "allow" | "deny" | "notset";

interface Permissions<Name extends string> {
  readonly project_id: string;
  /** Descriptor. */
  readonly principal: string;
  readonly permissions: Readonly<Partial<Record<Name, Permission>>>;
}

export type GitPermission =
  | "GenericRead"
  | "GenericContribute"
  | "ForcePush"
  | "CreateBranch"
  | "CreateTag"
  | "PolicyExempt"
  | "PullRequestContribute"
  | "PullRequestBypassPolicy";
export type BuildPermission =
  | "ViewBuilds"
  | "QueueBuilds"
  | "StopBuilds"
  | "ViewBuildDefinition"
  | "EditBuildDefinition"
  | "DeleteBuildDefinition"
  | "AdministerBuildPermissions";
export type NodePermission = "GENERIC_READ" | "GENERIC_WRITE" | "CREATE_CHILDREN" | "DELETE";
export type AreaPermission = NodePermission | "WORK_ITEM_READ" | "WORK_ITEM_WRITE";

/** Arguments and results of groups, of what they may do, and of where they keep their work. */
export interface PeopleTypes {
  azuredevops_group: {
    takes:
      | { readonly origin_id: string }
      | { readonly mail: string }
      | { readonly scope: string; readonly display_name: string; readonly description: string };
    /** `group_id` is the id within Azure DevOps. */
    gives: "id" | "descriptor" | "group_id";
  };
  azuredevops_group_membership: {
    takes: { readonly group: string; readonly members: readonly string[]; readonly mode: "add" };
    gives: "id";
  };
  azuredevops_team: {
    takes: {
      readonly project_id: string;
      readonly name: string;
      readonly description: string;
      readonly members: readonly string[];
      readonly area: readonly [{ readonly path: string; readonly include_children: boolean; readonly is_default: true }];
    };
    /** A team is a group: its id is that group's within Azure DevOps. */
    gives: "id" | "descriptor";
  };
  azuredevops_area: { takes: { readonly project_id: string; readonly name: string }; gives: "id" | "path" };
  azuredevops_workitemquery_folder: {
    takes: { readonly project_id: string; readonly name: string; readonly area: "Shared Queries" };
    gives: "id";
  };
  azuredevops_workitemquery: {
    takes: { readonly project_id: string; readonly name: string; readonly parent_id: string; readonly wiql: string };
    gives: "id";
  };
  azuredevops_git_permissions: { takes: Permissions<GitPermission> & { readonly repository_id: string }; gives: "id" };
  azuredevops_build_folder_permissions: { takes: Permissions<BuildPermission> & { readonly path: string }; gives: "id" };
  azuredevops_build_definition_permissions: {
    takes: Permissions<BuildPermission> & { readonly build_definition_id: string };
    gives: "id";
  };
  azuredevops_area_permissions: { takes: Permissions<AreaPermission> & { readonly path: string }; gives: "id" };
  azuredevops_iteration_permissions: { takes: Permissions<NodePermission> & { readonly path: string }; gives: "id" };
}

/** Arguments and results of what is only looked up. */
export interface LookedUpTypes {
  azuredevops_group: { takes: { readonly project_id: string; readonly name: string }; gives: "descriptor" };
  azuredevops_users: {
    takes: { readonly principal_name: string; readonly subject_types: readonly ["svc"] };
    gives: "users";
  };
}
