/** Arguments and results of what a project and its code are made of, as the provider names them. */
export interface ProjectTypes {
  azuredevops_project: {
    takes: {
      readonly name: string;
      readonly description: string;
      readonly visibility: "private";
      readonly version_control: "Git";
      readonly work_item_template: "Agile" | "Basic" | "CMMI" | "Scrum";
      readonly features: Readonly<Record<"boards" | "repositories" | "pipelines" | "testplans" | "artifacts", "enabled" | "disabled">>;
    };
    gives: "id" | "name";
  };
  azuredevops_project_pipeline_settings: {
    takes: {
      readonly project_id: string;
      readonly enforce_job_scope: boolean;
      readonly enforce_job_scope_for_release: boolean;
      readonly enforce_referenced_repo_scoped_token: boolean;
      readonly enforce_settable_var: boolean;
      readonly status_badges_are_private: boolean;
    };
    gives: "id";
  };
  azuredevops_git_repository: {
    takes: {
      readonly project_id: string;
      readonly name: string;
      readonly initialization: readonly [{ readonly init_type: "Uninitialized" }];
    };
    gives: "id" | "remote_url" | "web_url";
  };
  azuredevops_repository_policy_case_enforcement: {
    takes: RepositoryPolicy & { readonly enforce_consistent_case: boolean };
    gives: "id";
  };
  azuredevops_repository_policy_reserved_names: { takes: RepositoryPolicy; gives: "id" };
  azuredevops_repository_policy_max_file_size: {
    /** In MB. */
    takes: RepositoryPolicy & { readonly max_file_size: 1 | 2 | 5 | 10 | 100 | 200 };
    gives: "id";
  };
  azuredevops_branch_policy_min_reviewers: {
    takes: BranchPolicy<{
      readonly reviewer_count: number;
      readonly submitter_can_vote: boolean;
      readonly last_pusher_cannot_approve: boolean;
      readonly on_push_reset_approved_votes: boolean;
      readonly allow_completion_with_rejects_or_waits: boolean;
    }>;
    gives: "id";
  };
  azuredevops_branch_policy_build_validation: {
    takes: BranchPolicy<{
      readonly build_definition_id: number;
      readonly display_name: string;
      /** Minutes that a build counts while the branch moves on. */
      readonly valid_duration: number;
      readonly filename_patterns: readonly string[];
    }>;
    gives: "id";
  };
  azuredevops_branch_policy_auto_reviewers: {
    takes: BranchPolicy<{
      /** Ids within Azure DevOps, not of Entra. */
      readonly auto_reviewer_ids: readonly string[];
      readonly path_filters: readonly string[];
      readonly message: string;
      readonly submitter_can_vote: boolean;
    }>;
    gives: "id";
  };
  azuredevops_branch_policy_merge_types: { takes: BranchPolicy<{ readonly allow_squash: boolean }>; gives: "id" };
  azuredevops_branch_policy_comment_resolution: { takes: BranchPolicy<object>; gives: "id" };
  azuredevops_branch_policy_work_item_linking: { takes: BranchPolicy<object>; gives: "id" };
}

interface RepositoryPolicy {
  readonly project_id: string;
  readonly repository_ids: readonly string[];
}

export interface PolicyScope {
  readonly repository_id: string;
  readonly repository_ref: string;
  readonly match_type: "Exact";
}

interface BranchPolicy<Settings> {
  readonly project_id: string;
  readonly settings: readonly [Settings & { readonly scope: readonly PolicyScope[] }];
}
