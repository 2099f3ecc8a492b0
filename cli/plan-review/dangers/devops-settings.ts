import { becomes, changes, grows, leaves, less, more, off, on, row, type Setting, shrinks } from "./setting";

const CHECK = /^azuredevops_check_/;
const POLICY = /^azuredevops_(branch|repository)_policy_/;
const BUILD = /^azuredevops_build_definition$/;
const DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday";
const ASKED = "another person than now agrees, or none";
const LESS_LOOKED_AT = "a change of main no longer needs what it needed";
/** Never in 0 minutes: zero is as long as nobody pushes. */
const longer: Setting["when"] = (value) => more(value) || value.after === 0;
/** A filter that lacks a path, or leaves one out. */
const narrower: Setting["when"] = (value) => shrinks(value) || (grows(value) && JSON.stringify(value.after ?? "!").includes("!"));

/** What stands before main and before deployments in Azure DevOps, and what stands less firmly. */
export const DEVOPS_PROTECTIONS: readonly Setting[] = [
  row(CHECK, "minimum_required_approvers", less, "fewer people agree to a deployment"),
  row(CHECK, "approvers", changes, ASKED),
  row(CHECK, "requester_can_approve", on, "who starts a deployment can agree to it alone"),
  row(CHECK, "allowed_branches", changes, "deployments may come from another branch"),
  row(CHECK, "verify_branch_protection", off, "a branch counts whether policies hold it or not"),
  row(CHECK, "ignore_unknown_protection_status", on, "a branch counts whether policies hold it or not"),
  row(CHECK, DAYS, on, "deployments go ahead on a day more"),
  row(CHECK, "start_time|end_time|time_zone", changes, "deployments go ahead at other hours"),
  row(CHECK, "target_resource_id|target_resource_type", changes, "what it stood before has it no longer"),
  row(POLICY, "enabled|blocking", off, LESS_LOOKED_AT),
  row(POLICY, "reviewer_count", less, "fewer people read a change of main"),
  row(POLICY, "submitter_can_vote", on, "who writes a change can agree to it alone"),
  row(POLICY, "last_pusher_cannot_approve", off, "who pushes last can agree to that alone"),
  row(
    POLICY,
    "on_push_reset_approved_votes|on_push_reset_all_votes|on_last_iteration_require_vote|on_each_iteration_require_vote",
    off,
    "what is pushed after a vote is read by nobody",
  ),
  row(POLICY, "allow_completion_with_rejects_or_waits", on, "a change is merged though somebody refuses it"),
  row(POLICY, "minimum_number_of_reviewers", less, "fewer of who answers for it read it"),
  row(POLICY, "auto_reviewer_ids", changes, ASKED),
  row(POLICY, "path_filters|filename_patterns", narrower, LESS_LOOKED_AT),
  row(POLICY, "repository_ids", shrinks, LESS_LOOKED_AT),
  row(POLICY, "build_definition_id", changes, "another pipeline says whether a change is good"),
  row(POLICY, "manual_queue_only|queue_on_source_update_only", on, "a build that is old counts"),
  row(POLICY, "valid_duration", longer, "a build that is older counts"),
  row(POLICY, "scope.repository_id|scope.repository_ref|scope.match_type", changes, "what it stood before has it no longer"),
  row(
    POLICY,
    "allow_basic_no_fast_forward|allow_rebase_and_fast_forward|allow_rebase_with_merge",
    on,
    "main can get commits that no review looked at one by one",
    "medium",
  ),
  row(POLICY, "enforce_consistent_case", off, "names can differ by case alone", "medium"),
  row(POLICY, "max_file_size", more, "larger files get in, which nobody reads", "medium"),
  row(/^azuredevops_project_pipeline_settings$/, "status_badges_are_private", off, "anybody can ask how pipelines went"),
  row(
    /^azuredevops_project_pipeline_settings$/,
    "enforce_job_scope|enforce_job_scope_for_release|enforce_referenced_repo_scoped_token",
    off,
    "a pipeline's token reaches beyond the project",
  ),
  row(/^azuredevops_project_pipeline_settings$/, "enforce_settable_var", off, "who starts a pipeline can set any of its variables"),
  row(BUILD, "job_authorization_scope", leaves("project"), "its token reaches beyond the project"),
  row(BUILD, "queue_status", (v) => becomes(v) && v.after !== "enabled", "it runs no longer, and neither does what it looks after"),
  row(/^azuredevops_elastic_pool$/, "recycle_after_each_use", off, "a job finds what another left on the machine"),
  row(
    /^azuredevops_serviceendpoint_/,
    "service_endpoint_authentication_scheme",
    leaves("workloadidentityfederation"),
    "it signs in by a key, which can be copied",
  ),
];

/** Who may do more by a setting of Azure DevOps. */
export const DEVOPS_RIGHTS: readonly Setting[] = [
  row(BUILD, "yml_path|branch_name|repo_id|repo_type|url", changes, "it runs other code with all that it was given"),
  row(BUILD, "forks.enabled|forks.share_secrets|share_secrets", on, "who forks the repository runs code with what it was given"),
  row(/^azuredevops_variable_group$/, "allow_access", on, "every pipeline may read it"),
  row(/^azuredevops_(elastic_pool|agent_pool)$/, "auto_provision", on, "every project may run on it"),
  row(/^azuredevops_serviceendpoint_/, "serviceprincipalid|azurerm_spn_tenantid", changes, "pipelines act as another identity"),
  row(/^azuredevops_serviceendpoint_/, "azurerm_subscription_id|resource_group", changes, "pipelines act elsewhere"),
  row(/^azuredevops_variable_group$/, "variable.value", changes, "pipelines act elsewhere, or on something else"),
  row(
    /^azuredevops_elastic_pool$/,
    "azure_resource_id|service_endpoint_id",
    changes,
    "jobs run on other machines, with all that they were given",
  ),
  row(/^azuredevops_group$/, "origin_id|mail", changes, "another group of Entra ID may do all that it may"),
  row(/^azuredevops_(team|group)$/, "members|administrators", grows, "who is new in it may do all that it may"),
];

/** What gets readable from elsewhere by a setting of Azure DevOps. */
export const DEVOPS_OPENINGS: readonly Setting[] = [
  row(/^azuredevops_project$/, "visibility", leaves("private"), "anybody can read the code, and how pipelines went"),
];
