import { Construct } from "constructs";
import { DevopsResource } from "./resource";

export interface ProjectProps {
  readonly name: string;
  readonly repository: string;
  /** Whether Terraform refuses to destroy the project and the code in it. */
  readonly protect: boolean;
}

/** Megabytes that one file of the repository may have. */
const LARGEST_FILE = 5;

/** A private project of Azure DevOps with one Git repository, in which a pipeline's token reaches that project only. */
export class Project extends Construct {
  readonly id: string;
  readonly name: string;
  readonly repositoryId: string;

  constructor(scope: Construct, id: string, { name, repository, protect }: ProjectProps) {
    super(scope, id);
    const kept = protect ? { preventDestroy: true } : {};
    const project = new DevopsResource(
      this,
      "Resource",
      "azuredevops_project",
      {
        name,
        description: "Machine learning: the platform, its models, and how both are released.",
        visibility: "private",
        version_control: "Git",
        work_item_template: "Agile",
        features: { boards: "enabled", repositories: "enabled", pipelines: "enabled", testplans: "disabled", artifacts: "disabled" },
      },
      { lifecycle: kept },
    );
    this.id = project.id;
    this.name = name;
    new DevopsResource(this, "PipelineSettings", "azuredevops_project_pipeline_settings", {
      project_id: this.id,
      enforce_job_scope: true,
      enforce_job_scope_for_release: true,
      enforce_referenced_repo_scoped_token: true,
      enforce_settable_var: true,
      status_badges_are_private: true,
    });
    const code = new DevopsResource(
      this,
      "Repository",
      "azuredevops_git_repository",
      { project_id: this.id, name: repository, initialization: [{ init_type: "Uninitialized" }] },
      // What was pushed since is none of Terraform's business.
      { lifecycle: { ...kept, ignoreChanges: ["initialization"] } },
    );
    this.repositoryId = code.id;
    const whole = { project_id: this.id, repository_ids: [this.repositoryId] };
    new DevopsResource(this, "CaseOfNames", "azuredevops_repository_policy_case_enforcement", { ...whole, enforce_consistent_case: true });
    new DevopsResource(this, "ReservedNames", "azuredevops_repository_policy_reserved_names", whole);
    new DevopsResource(this, "FileSize", "azuredevops_repository_policy_max_file_size", { ...whole, max_file_size: LARGEST_FILE });
  }
}
