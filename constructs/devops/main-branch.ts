import { Construct } from "constructs";
import type { Project } from "./project";
import { DevopsResource } from "./resource";
import type { PolicyScope } from "./types/project";

export const MAIN = "refs/heads/main";

/** Minutes after which a build no longer counts when main has moved on. */
const BUILD_COUNTS_MINUTES = 12 * 60;

export interface RequiredReview {
  /** Ids within Azure DevOps; one of them has to agree. */
  readonly reviewers: readonly string[];
  /** What is theirs, from the root: `/pipelines/*`. */
  readonly paths: readonly string[];
  /** Says on the pull request why they are asked. */
  readonly message: string;
}

/**
 * The branch that everything is deployed from. It changes by pull request only: squashed, with a work item, every comment resolved,
 * agreed to by somebody else than who wrote or last pushed it, and built.
 */
export class MainBranch extends Construct {
  private readonly scopes: readonly PolicyScope[];

  constructor(
    scope: Construct,
    id: string,
    private readonly project: Project,
  ) {
    super(scope, id);
    this.scopes = [{ repository_id: project.repositoryId, repository_ref: MAIN, match_type: "Exact" }];
    new DevopsResource(this, "Reviewers", "azuredevops_branch_policy_min_reviewers", {
      project_id: project.id,
      settings: [
        {
          reviewer_count: 1,
          submitter_can_vote: false,
          last_pusher_cannot_approve: true,
          on_push_reset_approved_votes: true,
          allow_completion_with_rejects_or_waits: false,
          scope: this.scopes,
        },
      ],
    });
    const plain = { project_id: project.id, settings: [{ scope: this.scopes }] } as const;
    new DevopsResource(this, "Comments", "azuredevops_branch_policy_comment_resolution", plain);
    new DevopsResource(this, "WorkItems", "azuredevops_branch_policy_work_item_linking", plain);
    new DevopsResource(this, "Merges", "azuredevops_branch_policy_merge_types", {
      project_id: project.id,
      settings: [{ allow_squash: true, scope: this.scopes }],
    });
  }

  /** Lets nothing in that a pipeline has not built, where it touches what the pipeline looks at. */
  addBuild(name: string, pipeline: number, paths: readonly string[]): void {
    new DevopsResource(this, `Build-${name}`, "azuredevops_branch_policy_build_validation", {
      project_id: this.project.id,
      settings: [
        {
          build_definition_id: pipeline,
          display_name: name,
          valid_duration: BUILD_COUNTS_MINUTES,
          filename_patterns: paths,
          scope: this.scopes,
        },
      ],
    });
  }

  /** Asks who answers for some paths whenever these change; who wrote the change does not answer for it. */
  addReview(key: string, { reviewers, paths, message }: RequiredReview): void {
    new DevopsResource(this, `Review-${key}`, "azuredevops_branch_policy_auto_reviewers", {
      project_id: this.project.id,
      settings: [{ auto_reviewer_ids: reviewers, path_filters: paths, message, submitter_can_vote: false, scope: this.scopes }],
    });
  }
}
