/**
 * Names in Azure DevOps, which the YAML in `pipelines/` refers to. A place is an environment or `shared`.
 *
 * Variables: the group `azure` holds what is the same everywhere, under the names that `environments/` is filled in from
 * (`AZURE_TENANT_ID`, `AZURE_PLATFORM_GROUP_ID`, …); the group of a place holds its subscription and what differs there, under names
 * that end in the place's (`AZURE_SUBSCRIPTION_ID_DEV`), so that a synth of all environments reads all groups together. Where states
 * are kept, the files of `environments/` say, and no variable does.
 */

/** Pipelines, each from the YAML file of its name. */
export const PIPELINES = ["pull-request", "deploy", "model-release", "retrain", "nightly", "destroy"] as const;
export type PipelineName = (typeof PIPELINES)[number];

/** The build folder with all of them. */
export const PIPELINE_FOLDER = "\\mlops";
export const yamlOf = (pipeline: PipelineName): string => `pipelines/${pipeline}.yml`;

/** As whom a pipeline calls Azure: who only plans, or who applies. */
export type ConnectionKind = "plan-reader" | "deployer";

/** `dev-deployer`: the service connection by which a pipeline is that identity of a place. */
export const connectionName = (place: string, kind: ConnectionKind): string => `${place}-${kind}`;

/** The Azure DevOps environment that infrastructure of a place is applied through. */
export const placeEnvironment = (place: string): string => place;

/** The Azure DevOps environment that versions of a model are released through. */
export const modelEnvironment = (environment: string, model: string): string => `${environment}-model-${model}`;

/** The Azure DevOps environment that a model is taken back through. */
export const rollbackEnvironment = (environment: string, model: string): string => `${environment}-rollback-${model}`;

/** The Azure DevOps environment that images and packages are published through, which run nowhere until they are deployed. */
export const publishEnvironment = (place: string): string => `${place}-publish`;

/** The variable group with what is the same everywhere. */
export const COMMON_VARIABLES = "azure";
/** The variable group of a place. */
export const placeVariables = (place: string): string => `azure-${place}`;
/** `AZURE_SUBSCRIPTION_ID_DEV`. */
export const variableOfPlace = (variable: string, place: string): string => `${variable}_${place.toUpperCase()}`;

/** Microsoft's machines, on which pipelines run that need nothing within a private network. */
export const HOSTED_POOL = "Azure Pipelines";
export const HOSTED_IMAGE = "ubuntu-24.04";
/** The pool of a private environment's own machines, which reach what is closed to the internet. */
export const ownPool = (prefix: string, environment: string): string => `${prefix}-${environment}-agents`;
