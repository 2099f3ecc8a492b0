import { isoMinutes } from "../iso-minutes";
import type { DatastoreUri } from "./command-job";
import type { SweepDimension } from "./sweep-space";

/** A step of a pipeline. */
export type PipelineNode = ComponentNode | AutomlNode;

/** A component, with what it reads and writes. */
export interface ComponentNode {
  readonly kind: "component";
  /** Letters, digits and underscores: other nodes refer to it. */
  readonly name: string;
  /** ARM id of the component's version. */
  readonly componentId: string;
  /** By the component's name: where the folder comes from. */
  readonly inputs: Readonly<Record<string, InputBinding>>;
  /** Outputs that are the pipeline's, too; the others lie where Azure ML puts them. */
  readonly keeps: readonly string[];
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly timeoutMinutes: number;
  /** With these, the node is run once a trial, and what the best trial wrote is what it writes. */
  readonly sweep?: Sweep;
}

/** An input of the pipeline, or the output of an earlier node. */
export type InputBinding = { readonly pipeline: string } | { readonly node: string; readonly output: string };

/** A search of AutoML, on the pipeline's cluster. It writes `best_model`. */
export interface AutomlNode {
  readonly kind: "automl";
  readonly name: string;
  readonly task: "classification" | "regression";
  /** Tables: outputs of the type mltable. */
  readonly training: InputBinding;
  readonly validation: InputBinding;
  readonly target: string;
  readonly primaryMetric: string;
  readonly limits: { readonly trials: number; readonly concurrent: number; readonly minutes: number };
  /** undefined: all that can be written as ONNX. */
  readonly algorithms: readonly string[] | undefined;
}

export interface Sweep {
  /** By the component's input. */
  readonly space: Readonly<Record<string, SweepDimension>>;
  readonly metric: string;
  readonly goal: "maximize" | "minimize";
  readonly trials: number;
  readonly concurrent: number;
  /** ARM id of the cluster that trials run on. */
  readonly computeId: string;
}

export interface PipelineJobProps {
  readonly displayName: string;
  readonly description: string;
  readonly experiment: string;
  /** ARM id of the compute cluster. */
  readonly computeId: string;
  /** Client id of the identity that the job acts as; the cluster must have it. */
  readonly identityClientId: string;
  readonly inputs: Readonly<Record<string, DatastoreUri>>;
  readonly outputs: Readonly<Record<string, DatastoreUri>>;
  /** In the order in which they run. */
  readonly nodes: readonly PipelineNode[];
  /** Kept with the run. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A job's definition, as the jobs REST API takes it under `properties`. */
export type AzureMlPipelineJob = Readonly<Record<string, unknown>> & { readonly jobType: "Pipeline" };

const inputsOf = (node: PipelineNode): Readonly<Record<string, InputBinding>> =>
  node.kind === "automl" ? { training: node.training, validation: node.validation } : node.inputs;

const keptBy = (node: PipelineNode): readonly string[] => (node.kind === "automl" ? [] : node.keeps);

/** What is bound to nothing. */
function mismatches({ nodes, inputs, outputs }: PipelineJobProps): readonly string[] {
  const before: string[] = [];
  const kept = nodes.flatMap(keptBy);
  return [
    ...nodes.flatMap((node) => {
      const wrong = Object.entries(inputsOf(node)).flatMap(([name, from]) => {
        if ("pipeline" in from)
          return from.pipeline in inputs ? [] : [`${node.name} reads ${from.pipeline}, which the pipeline does not give`];
        return before.includes(from.node) ? [] : [`${node.name} reads ${name} of ${from.node}, which does not run before it`];
      });
      before.push(node.name);
      return [...(/^[A-Za-z_]\w*$/.test(node.name) ? [] : [`${node.name} is no name of a node`]), ...wrong];
    }),
    ...kept.filter((name) => !(name in outputs)).map((name) => `a node keeps ${name}, which the pipeline does not`),
    ...Object.keys(outputs)
      .filter((name) => !kept.includes(name))
      .map((name) => `the pipeline keeps ${name}, which no node does`),
  ];
}

/** In a pipeline every binding is a literal, and a node's keys are written otherwise than a job's. */
const referred = (from: InputBinding): string =>
  "pipeline" in from ? `\${{parent.inputs.${from.pipeline}}}` : `\${{parent.jobs.${from.node}.outputs.${from.output}}}`;
const bound = (from: InputBinding) => ({ job_input_type: "literal", value: referred(from) });

function automlNodeOf({ name, task, training, validation, target, primaryMetric, limits, algorithms }: AutomlNode): object {
  return {
    name,
    type: "automl",
    task,
    training_data: referred(training),
    validation_data: referred(validation),
    target_column_name: target,
    primary_metric: primaryMetric,
    limits: {
      max_trials: limits.trials,
      max_concurrent_trials: limits.concurrent,
      timeout_minutes: limits.minutes,
      enable_early_termination: true,
    },
    featurization: { mode: "auto" },
    training: {
      enable_onnx_compatible_models: true,
      enable_stack_ensemble: false,
      enable_vote_ensemble: false,
      enable_model_explainability: false,
      ...(algorithms !== undefined && { allowed_training_algorithms: algorithms }),
    },
    outputs: { best_model: { job_output_type: "mlflow_model" } },
  };
}

function nodeOf(node: ComponentNode): object {
  const { name, componentId, environmentVariables, timeoutMinutes, sweep } = node;
  const each = <T, U>(from: Readonly<Record<string, T>>, form: (value: T) => U) =>
    Object.fromEntries(Object.entries(from).map(([key, value]) => [key, form(value)]));
  const timeout = isoMinutes(timeoutMinutes);
  const common = {
    name,
    inputs: each(node.inputs, bound),
    outputs: Object.fromEntries(node.keeps.map((output) => [output, { value: `\${{parent.outputs.${output}}}`, type: "literal" }])),
    ...(Object.keys(environmentVariables).length > 0 && { environment_variables: environmentVariables }),
    resources: { instance_count: 1 },
  };
  if (sweep === undefined) return { ...common, type: "command", componentId, limits: { job_limits_type: "Command", timeout } };
  return {
    ...common,
    type: "sweep",
    trial: { componentId },
    computeId: sweep.computeId,
    sampling_algorithm: "random",
    search_space: sweep.space,
    objective: { goal: sweep.goal, primary_metric: sweep.metric },
    limits: { job_limits_type: "Sweep", max_total_trials: sweep.trials, max_concurrent_trials: sweep.concurrent, trial_timeout: timeout },
  };
}

/**
 * A pipeline of components, each on the folders that it is given, as a managed identity. The first that fails ends it.
 * @throws Error if something is bound to nothing
 */
export function pipelineJob(props: PipelineJobProps): AzureMlPipelineJob {
  const wrong = mismatches(props);
  if (wrong.length > 0) throw new Error(`job ${props.displayName}: ${wrong.join("; ")}. Make the nodes and the folders agree.`);
  const folders = <T>(uris: Readonly<Record<string, DatastoreUri>>, form: (uri: string) => T) =>
    Object.fromEntries(Object.entries(uris).map(([name, uri]) => [name, form(uri)]));
  return {
    jobType: "Pipeline",
    displayName: props.displayName,
    description: props.description,
    experimentName: props.experiment,
    identity: { identityType: "Managed", clientId: props.identityClientId },
    settings: { default_compute: props.computeId, continue_on_step_failure: false },
    inputs: folders(props.inputs, (uri) => ({ jobInputType: "uri_folder", uri, mode: "ReadOnlyMount" })),
    outputs: folders(props.outputs, (uri) => ({ jobOutputType: "uri_folder", uri, mode: "ReadWriteMount" })),
    jobs: Object.fromEntries(props.nodes.map((node) => [node.name, node.kind === "automl" ? automlNodeOf(node) : nodeOf(node)])),
    tags: props.tags,
  };
}
