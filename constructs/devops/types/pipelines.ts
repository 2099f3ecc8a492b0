/** What a check stands before. */
export interface CheckTarget {
  readonly project_id: string;
  readonly target_resource_id: string;
  readonly target_resource_type: "endpoint" | "environment";
}

/** Arguments and results of pipelines, of what they use, and of what stands before that. */
export interface PipelineTypes {
  azuredevops_build_folder: {
    takes: { readonly project_id: string; readonly path: string; readonly description: string };
    gives: "id" | "path";
  };
  azuredevops_build_definition: {
    takes: {
      readonly project_id: string;
      readonly name: string;
      readonly path: string;
      readonly job_authorization_scope: "project";
      readonly repository: readonly [
        { readonly repo_type: "TfsGit"; readonly repo_id: string; readonly branch_name: string; readonly yml_path: string },
      ];
      readonly ci_trigger: readonly [{ readonly use_yaml: true }];
      readonly features: readonly [{ readonly skip_first_run: boolean }];
    };
    gives: "id";
  };
  azuredevops_pipeline_authorization: {
    takes: {
      readonly project_id: string;
      readonly resource_id: string;
      readonly type: "endpoint" | "queue" | "variablegroup" | "environment";
      readonly pipeline_id: number;
    };
    gives: "id";
  };
  azuredevops_serviceendpoint_azurerm: {
    takes: {
      readonly project_id: string;
      readonly service_endpoint_name: string;
      readonly description: string;
      readonly service_endpoint_authentication_scheme: "WorkloadIdentityFederation";
      /** The identity's client id; a key is what federation does without. */
      readonly credentials: readonly [{ readonly serviceprincipalid: string }];
      readonly azurerm_spn_tenantid: string;
      readonly azurerm_subscription_id: string;
      readonly azurerm_subscription_name: string;
    };
    gives: "id" | "workload_identity_federation_issuer" | "workload_identity_federation_subject";
  };
  azuredevops_environment: {
    takes: { readonly project_id: string; readonly name: string; readonly description: string };
    gives: "id";
  };
  azuredevops_variable_group: {
    takes: {
      readonly project_id: string;
      readonly name: string;
      readonly description: string;
      readonly allow_access: false;
      /** None is secret: a secret's value would lie in the state. */
      readonly variable: readonly { readonly name: string; readonly value: string }[];
    };
    gives: "id";
  };
  azuredevops_elastic_pool: {
    takes: {
      readonly name: string;
      readonly azure_resource_id: string;
      readonly service_endpoint_id: string;
      readonly service_endpoint_scope: string;
      readonly desired_idle: number;
      readonly max_capacity: number;
      readonly recycle_after_each_use: boolean;
      readonly time_to_live_minutes: number;
      readonly auto_provision: boolean;
    };
    gives: "id";
  };
  azuredevops_agent_queue: { takes: { readonly project_id: string; readonly agent_pool_id: number }; gives: "id" };
  azuredevops_check_approval: {
    takes: CheckTarget & {
      /** Ids within Azure DevOps, not of Entra. */
      readonly approvers: readonly string[];
      /** Of several. */
      readonly minimum_required_approvers?: number;
      readonly requester_can_approve: boolean;
      readonly instructions: string;
      /** In minutes. */
      readonly timeout: number;
    };
    gives: "id";
  };
  azuredevops_check_branch_control: {
    takes: CheckTarget & {
      readonly display_name: string;
      readonly allowed_branches: string;
      readonly verify_branch_protection: boolean;
      readonly ignore_unknown_protection_status: boolean;
    };
    gives: "id";
  };
  azuredevops_check_exclusive_lock: { takes: CheckTarget; gives: "id" };
  azuredevops_check_business_hours: {
    takes: CheckTarget & {
      readonly display_name: string;
      /** Windows' name of a zone. */
      readonly time_zone: string;
      readonly start_time: string;
      readonly end_time: string;
      /** In minutes. */
      readonly timeout: number;
    } & Readonly<Record<Weekday, boolean>>;
    gives: "id";
  };
}

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
